"""The image of the switchboard: what it is built from."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from workshop.catalog import ROOT
from workshop.demo import wire

SOURCE = Path(wire.__file__).parent
LIBRARY = re.compile(r"^httptools==.*?(?=^\S|\Z)", re.MULTILINE | re.DOTALL)


def context(folder: Path) -> Path:
    """The folder, made anew, that the image is built from."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(SOURCE, folder / "wire", ignore=shutil.ignore_patterns("__pycache__", "Dockerfile"))
    shutil.copy(SOURCE / "Dockerfile", folder)
    (folder / "requirements.txt").write_text(requirement(), encoding="utf-8")
    return folder


def requirement() -> str:
    """What the switchboard needs beside Python, in the version and with the hashes of requirements.txt."""
    found = LIBRARY.search((ROOT / "requirements.txt").read_text(encoding="utf-8"))
    assert found, "requirements.txt has no httptools"
    return found[0]
