"""What an image is built from: a copy of the learner's files, with things among them that no image should hold."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from workshop import regions

PLACES = {  # where the bait lies, and what it looks like there
    ".env": "DATABASE_PASSWORD={word}\n",
    ".git/config": '[remote "origin"]\n\turl = https://learner:{word}@git.example/library.git\n',
    "tests/test_library.py": 'TOKEN = "{word}"\n',
    "__pycache__/notes.cpython-313.pyc": "{word}",
    ".venv/lib/site-packages/notes.py": 'NOTE = "{word}"\n',
    "{service}/__pycache__/notes.cpython-313.pyc": "{word}",
    "{service}/key.pem": "-----BEGIN PRIVATE KEY-----\n{word}\n-----END PRIVATE KEY-----\n",
    "users/key.pem": "-----BEGIN PRIVATE KEY-----\n{word}\n-----END PRIVATE KEY-----\n",
}
PREFIX = "bait-"


def digest(folder: Path) -> str:
    """A name for what is in `folder`: the same for the same files."""
    summary = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        kind = f"{path.stat().st_mode:o}" if path.is_file() else "folder"
        summary.update(f"{path.relative_to(folder).as_posix()}\0{kind}\0".encode())
        if path.is_file():
            summary.update(hashlib.sha256(path.read_bytes()).digest())
    return summary.hexdigest()


def copied(source: Path, target: Path) -> Path:
    """A copy of a lesson's files at `target`, and of nothing else."""
    return Path(shutil.copytree(source, target, ignore=regions.NOT_COPIED, symlinks=True))


def baited(folder: Path, service: str, seed: str) -> dict[str, str]:
    """Put bait into `folder`: path → the word in it. The words follow from `seed`, so that a build can be repeated."""
    words = {}
    for index, (place, text) in enumerate(PLACES.items()):
        path = place.format(service=service)
        if path not in words:
            words[path] = PREFIX + hashlib.sha256(f"{seed}{index}".encode()).hexdigest()[:16]
            put(folder, {path: text.format(word=words[path])})
    return words


def put(folder: Path, texts: Mapping[str, str]) -> None:
    """Write these files into `folder`, made like all others: readable by everybody."""
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)  # never through a link
        path.write_text(text, encoding="utf-8")
        os.chmod(path, 0o644)  # noqa: PTH101 (as the umask would have it)
