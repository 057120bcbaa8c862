"""What is said where nothing more can be written, and what PostgreSQL says, in words that are the same each time."""

from __future__ import annotations

import sys
from collections import namedtuple
from pathlib import Path

import psycopg2
import pytest

if sys.platform == "win32":
    pytest.skip("services are contained on Linux only", allow_module_level=True)

from workshop.harness import space
from workshop.harness.database import said

Usage = namedtuple("Usage", "total used free")


def test_a_folder_without_room_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert space.full(tmp_path) == ""
    monkeypatch.setattr(space, "LITTLE", 1 << 62)
    assert "your service's folder is full: " in space.full(tmp_path)


@pytest.mark.parametrize(("free", "crowded"), [(60, False), (40, True)])
def test_a_file_system_is_crowded_when_half_of_it_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, crowded: bool
) -> None:
    monkeypatch.setattr(space.shutil, "disk_usage", lambda _: Usage(100, 100 - free, free))
    assert space.crowded("/") is crowded
    assert not space.crowded(str(tmp_path)), "what others share, too"


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (
            'connection to server at "127.0.0.1", port 4711 failed: FATAL:  too many connections for role "w_1a"\n',
            "too many connections for role …",
        ),
        (
            'connection to server at "127.0.0.1", port 4711 failed: Connection refused\n\tIs the server running?\n',
            "Connection refused",
        ),
        (
            'could not extend file "base/1/2.3": No space left on device\nHINT:  Check free disk space.\n',
            "could not extend file …: No space left on device",
        ),
        ("", "no answer"),
    ],
)
def test_what_postgresql_says_is_told_without_what_differs_each_time(error: str, words: str) -> None:
    assert said(psycopg2.OperationalError(error)) == words
