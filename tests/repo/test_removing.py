"""Folders that learners' programs have filled are removed, whatever is in them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from small_course import ROOT
from workshop.serve import leftovers, removing
from workshop.serve.removing import remove

if sys.platform == "win32":
    pytest.skip("what Windows can't hold", allow_module_level=True)

DEPTH = 12_000


def nest(folder: Path, name: str = "d", depth: int = DEPTH) -> Path:
    """Folders in folders, of which the last has a file; the path to it is longer than the system takes."""
    folder.mkdir()
    here = os.open(folder, os.O_RDONLY)
    for _ in range(depth):
        os.mkdir(name, dir_fd=here)
        inner = os.open(name, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
    os.close(os.open("file", os.O_WRONLY | os.O_CREAT, dir_fd=here))
    os.close(here)
    return folder


def test_a_very_deep_folder_is_removed(tmp_path: Path) -> None:
    remove(nest(tmp_path / "deep"))
    assert list(tmp_path.iterdir()) == []


def test_a_wide_and_mixed_one(tmp_path: Path) -> None:
    folder = tmp_path / "wide"
    for number in range(60):
        nest(folder / f"{number}" if folder.exists() else folder, depth=5)
        (folder / f"file {number}").write_text("x")
    os.mkfifo(folder / "pipe")
    (folder / "\udcff\n").write_text("x")
    remove(folder)
    assert list(tmp_path.iterdir()) == []


def test_links_are_removed_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "others").mkdir()
    (tmp_path / "others" / "file").write_text("mine")
    (tmp_path / "folder" / "in").mkdir(parents=True)
    for place in ("folder", "folder/in"):
        (tmp_path / place / "to a folder").symlink_to(tmp_path / "others")
        (tmp_path / place / "to nothing").symlink_to("nowhere")
    remove(tmp_path / "folder")
    (tmp_path / "link").symlink_to("others")
    remove(tmp_path / "link")
    assert (tmp_path / "others" / "file").read_text() == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link", "others"]


CLOSED = """
import os, sys
from pathlib import Path
from workshop.serve.removing import remove
folder = Path(sys.argv[1], "folder")
if not os.geteuid():
    os.chown(sys.argv[1], 61190, -1)
    os.seteuid(61190)
(folder / "a" / "b" / "c").mkdir(parents=True)
(folder / "a" / "b" / "file").write_text("x")
for closed in (folder / "a" / "b", folder / "a", folder):
    closed.chmod(int(sys.argv[2], 8))
remove(folder)
sys.exit(folder.exists())
"""


@pytest.mark.parametrize("mode", ["000", "500", "300"])
def test_closed_folders_of_ones_own_are_removed(mode: str) -> None:
    """By a user who may not do everything."""
    place = Path(subprocess.check_output(["mktemp", "-d"], encoding="utf-8").strip())
    try:
        subprocess.run([sys.executable, "-c", CLOSED, str(place), mode], cwd=ROOT, check=True)
    finally:
        remove(place)


def test_what_is_not_there_is_no_error(tmp_path: Path) -> None:
    remove(tmp_path / "nothing")
    (tmp_path / "file").write_text("x")
    remove(tmp_path / "file")
    assert (tmp_path / "file").exists()


def test_what_cannot_be_removed_keeps_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / "folder" / name / "in").mkdir(parents=True)
    rename: Callable[..., None] = os.rename
    refused = iter([True])

    def rename_but_one(*given: str, **more: int) -> None:
        if next(refused, False):
            raise PermissionError
        rename(*given, **more)

    monkeypatch.setattr("workshop.serve.removing.os.rename", rename_but_one)
    remove(tmp_path / "folder")
    assert len(list((tmp_path / "folder").iterdir())) == 1


def test_without_descriptors_of_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(removing, "BY_DESCRIPTOR", False)
    (tmp_path / "folder" / "in").mkdir(parents=True)
    remove(tmp_path / "folder")
    assert list(tmp_path.iterdir()) == []


def test_a_runs_temporary_folders_may_be_deep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    mark = leftovers.new_mark()
    nest(Path(leftovers.temporary_folder(mark)) / "deep")
    leftovers.remove_temporary_folders(mark)
    assert list(tmp_path.iterdir()) == []
