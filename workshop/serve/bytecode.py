"""Keep the compiled form of a learner's files for the next start of the same files.

Python's own .pyc files tell two versions of a file apart by whole seconds and size, so that a quick second save can be
served from the first one's. Here the time counts in nanoseconds, and nothing is written beside the learner's files.
"""

from __future__ import annotations

import contextlib
import hashlib
import marshal
import os
import sys
import tempfile
from importlib.machinery import FileFinder, SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import Any


def keep(folder: str, cache: str) -> None:
    """Let modules below `folder` be loaded with their bytecode kept in the folder `cache`."""

    class Loader(SourceFileLoader):
        def get_code(self, fullname: str) -> CodeType | None:
            path = self.get_filename(fullname)
            kept = _place(path, cache)
            with contextlib.suppress(OSError, ValueError, EOFError, TypeError):
                code: CodeType = marshal.loads(kept.read_bytes())
                return code
            compiled = self.source_to_code(self.get_data(path), path)
            _store(kept, compiled)
            return compiled

    finder = FileFinder.path_hook((Loader, [".py"]))

    def below(path: str) -> Any:
        if path == folder or path.startswith(folder + os.sep):
            return finder(path)
        raise ImportError

    sys.path_hooks.insert(0, below)
    sys.path_importer_cache.pop(folder, None)


def fill(folder: str, cache: str) -> None:
    """Put the bytecode of all modules below `folder` into `cache`; what can't be compiled says so when it is loaded."""
    for path in map(str, Path(folder).rglob("*.py")):
        with contextlib.suppress(OSError, SyntaxError, ValueError, RecursionError, MemoryError):
            _store(_place(path, cache), SourceFileLoader("", path).source_to_code(Path(path).read_bytes(), path))


def _place(path: str, cache: str) -> Path:
    """Where the bytecode of this version of a file is kept."""
    state = os.stat(path)  # noqa: PTH116 (faster than Path, at every import)
    version = f"{path}\0{state.st_mtime_ns}\0{state.st_size}\0{state.st_ino}"
    return Path(cache, hashlib.sha1(version.encode(errors="surrogateescape")).hexdigest())


def _store(kept: Path, code: CodeType) -> None:
    """Write whole or not at all: other services may be reading."""
    with contextlib.suppress(OSError):
        descriptor, name = tempfile.mkstemp(dir=kept.parent)
        with os.fdopen(descriptor, "wb") as file:
            file.write(marshal.dumps(code))
        Path(name).replace(kept)
