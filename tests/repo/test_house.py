"""The repository as a house: rooms import downwards only, texts name what exists, files name nothing they shouldn't."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from workshop.catalog import ROOT, Lesson, lessons
from workshop.cli import main

# from the top of the house to the bottom: a room may import from its own floor's room and from the floors below
FLOORS = (
    {"cli"},
    {"demo", "classroom"},
    {"templating"},
    {"lab", "byhand", "arguments", "stacks", "testing"},
    {"watch", "notebook", "doctor", "hints", "map"},
    {"progress"},
    {"workspace", "check"},
    {"harness"},
    {"stores"},
    {"serve"},
    {"sandbox"},
    {"regions"},
    {"catalog"},
    {"promises"},
    {"environment"},
)
TEXTS = ["README.md", "CONTRIBUTING.md", "TEACHING.md", *(str(lesson.text.relative_to(ROOT)) for lesson in lessons())]


def floor(room: str) -> int:
    return next(number for number, rooms in enumerate(FLOORS) if room in rooms)


def imports() -> Iterator[tuple[str, str]]:
    """Each pair of rooms where a file of the first imports from the second."""
    for path in (ROOT / "workshop").rglob("*.py"):
        room = path.relative_to(ROOT / "workshop").parts[0].removesuffix(".py")
        if room.startswith("__"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "workshop":
                parts = node.module.split(".")
                # from workshop import CONSTANT names no room
                for name in parts[1:2] or [alias.name for alias in node.names]:
                    if name != room and name.islower():
                        yield room, name


def test_rooms_import_downwards_only() -> None:
    upwards = {pair for pair in imports() if floor(pair[0]) >= floor(pair[1])}
    assert upwards == set()


@pytest.mark.parametrize("name", TEXTS)
def test_commands_named_in_texts_exist(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    named = set(re.findall(r"python3 -m workshop ([a-z][a-z-]*)", text))
    assert named - set(main.commands) == set()


@pytest.mark.parametrize("name", TEXTS)
def test_links_in_texts_lead_somewhere(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)", text)
    missing = [target for target in targets if not (ROOT / name).parent.joinpath(target).exists()]
    assert missing == []


@pytest.mark.parametrize("lesson", lessons(), ids=lambda lesson: lesson.name)
def test_the_readme_lists_every_lesson(lesson: Lesson) -> None:
    row = f"| [{lesson.number:02} {lesson.title}](lessons/{lesson.name}/README.md) | {lesson.idea} | {lesson.minutes} |"
    assert row in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) < 150


def committed() -> list[Path]:
    """The files that git tracks, or would."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("this copy is not a git repository")
    return [ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).is_file()]


def test_requirements_hold_names_versions_and_hashes_only() -> None:
    line = re.compile(r"(#.*|\s+--hash=sha256:[0-9a-f]{64}( \\)?|\s+#.*|[a-z0-9._-]+(\[[a-z,]+\])?==[\w.+!]+.*|)")
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert [each for each in text.splitlines() if not line.fullmatch(each)] == []
        assert "://" not in text


def test_no_file_names_this_machine() -> None:
    home = re.escape(str(Path.home()))
    path = re.compile(rf"(?<![\w./]){home}/|(?<![\w./]){re.escape(str(ROOT))}(?![\w-])".encode())
    assert [file.relative_to(ROOT) for file in committed() if path.search(file.read_bytes())] == []


def test_what_is_said_stays_in_plain_files() -> None:
    assert [file for file in committed() if file.name in ("uv.lock", "package-lock.json", "poetry.lock")] == []
