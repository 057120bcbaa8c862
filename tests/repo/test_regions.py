"""Task regions: how they are found, compared and swapped."""

from __future__ import annotations

from pathlib import Path

import pytest

from workshop import regions
from workshop.regions import Tree

STARTER = """\
import json

# task 1: greet
abort(501)
# end task 1

# task 2: keep
abort(501)
# end task 2
"""
SOLVED = STARTER.replace("abort(501)", "return 1", 1)


def tree(folder: Path, **files: str | bytes) -> Tree:
    """The tree of `folder` with these files in it; `_py` in a name stands for `.py`."""
    for name, text in files.items():
        path = folder / name.replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return regions.read(folder)


def texts(found: Tree, task: int) -> list[str]:
    return [region.text for region in found.of_task(task).values()]


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("app_py", "    # task 3: do it\n", "    # end task 3\n"),
        ("schema_sql", "-- task 3: do it\n", "-- end task 3\n"),
        ("page_html", "<!-- task 3: do it -->\n", "<!-- end task 3 -->\n"),
        ("stack_yaml", "  # task 3: do it\n", "  # end task 3\n"),
        ("server_js", "// task 3: do it\n", "// end task 3\n"),
    ],
)
def test_a_region_is_found_in_each_kind_of_file(tmp_path: Path, name: str, before: str, after: str) -> None:
    found = tree(tmp_path, **{name: f"first\n{before}one\ntwo\n{after}last\n"})
    assert texts(found, 3) == ["one\ntwo\n"]
    assert found.problems == ()
    assert regions.skeleton(found, name.replace("_", ".")) == f"first\n{before}{after}last\n"


def test_a_file_that_opens_a_task_and_never_closes_it_is_a_region_whole(tmp_path: Path) -> None:
    found = tree(tmp_path, settings_yaml="# task 4: set it up\nkind: small\n")
    assert texts(found, 4) == ["kind: small\n"]
    assert found.problems == ()


def test_a_task_may_have_several_regions_in_several_files(tmp_path: Path) -> None:
    found = tree(tmp_path, a_py=STARTER + STARTER.replace("501", "502"), b_py=STARTER)
    assert texts(found, 1) == ["abort(501)\n", "abort(502)\n", "abort(501)\n"]


@pytest.mark.parametrize(
    "comment", ["# task 1 is hard", "# see task 1: greet", "task = 1", "# end of task 1", "# tasks 1: both"]
)
def test_talking_about_a_task_marks_nothing(tmp_path: Path, comment: str) -> None:
    found = tree(tmp_path, app_py=STARTER.replace("import json", comment))
    assert texts(found, 1) == ["abort(501)\n"]
    assert found.problems == ()


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("# end task 1\n", "", "app.py, line 6: task 2 begins before task 1 has ended"),
        ("# end task 2\n", "", "app.py, line 7: task 2 has no 'end task 2'"),
        ("# end task 1", "# end task 2", "app.py, line 5: 'end task 2' closes a region of task 1"),
        ("# task 1: greet\n", "", "app.py, line 4: 'end task 1' without its 'task 1'"),
        (
            "abort(501)\n# end task 1",
            "# task 2: in\n# end task 2\n# end task 1",
            "app.py, line 4: task 2 begins before",
        ),
    ],
)
def test_damaged_markers_are_told_with_their_line(tmp_path: Path, old: str, new: str, problem: str) -> None:
    starter = tree(tmp_path / "starter", app_py=STARTER)
    work = tree(tmp_path / "work", app_py=STARTER.replace(old, new, 1))
    assert any(told.startswith(problem) for told in regions.lost(work, starter))


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        ({"app_py": "import json\n"}, "app.py: markers of task 1 are gone"),
        ({"app_py": STARTER + STARTER}, "app.py: markers of task 2 are there too often"),
        ({"other_py": STARTER}, "app.py: the file is gone"),
        ({"app_py": STARTER.encode("utf-16")}, "app.py: the file is not UTF-8 text"),
    ],
)
def test_lost_and_doubled_markers_are_told(tmp_path: Path, files: dict[str, str | bytes], problem: str) -> None:
    starter = tree(tmp_path / "starter", app_py=STARTER)
    work = tree(tmp_path / "work", **files)
    assert problem in regions.lost(work, starter)
    assert not regions.untouched(work, starter, 1)


@pytest.mark.parametrize(
    "files",
    [
        {"app_py": STARTER},
        {"app_py": STARTER.replace("\n", "\r\n")},
        {"app_py": b"\xef\xbb\xbf" + STARTER.encode()},
        {"app_py": STARTER.replace("import json", "import os, json")},
        {"app_py": STARTER, "copy_py": SOLVED},
        {"app_py": STARTER, "übung 1_py": STARTER, "picture_png": b"\x89PNG\xff"},
    ],
    ids=["equal", "CRLF", "BOM", "changed outside", "a copy beside", "other files beside"],
)
def test_a_task_is_not_begun_while_its_regions_are_the_starters(tmp_path: Path, files: dict[str, str | bytes]) -> None:
    starter = tree(tmp_path / "starter", app_py=STARTER)
    work = tree(tmp_path / "work", **files)
    assert regions.untouched(work, starter, 1)
    assert regions.lost(work, starter) == []


def test_a_task_is_begun_once_one_of_its_regions_differs(tmp_path: Path) -> None:
    starter = tree(tmp_path / "starter", app_py=STARTER, more_py=STARTER)
    work = tree(tmp_path / "work", app_py=STARTER, more_py=SOLVED)
    assert not regions.untouched(work, starter, 1)
    assert regions.untouched(work, starter, 2)


def test_a_task_without_regions_is_never_taken_for_untouched(tmp_path: Path) -> None:
    starter = tree(tmp_path, app_py=STARTER)
    assert not regions.untouched(starter, starter, 7)


def test_swapping_takes_a_task_over_and_leaves_the_rest(tmp_path: Path) -> None:
    work = tree(tmp_path / "work", app_py=STARTER.replace("import json", "import mine").replace("\n", "\r\n"))
    solution = tree(tmp_path / "solution", app_py=SOLVED.replace("abort(501)", "return 2"))
    assert regions.swapped(work, solution, [1]) == {"app.py": SOLVED.replace("import json", "import mine")}
    assert regions.swapped(work, work, [1, 2]) == {}


def test_swapping_into_a_file_without_the_markers_is_refused(tmp_path: Path) -> None:
    work = tree(tmp_path / "work", app_py="import json\n")
    solution = tree(tmp_path / "solution", app_py=SOLVED)
    with pytest.raises(LookupError, match=r"app\.py: markers of task 1 are gone"):
        regions.swapped(work, solution, [1])


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    regions.write(tmp_path, {"größe/app.py": SOLVED})
    assert regions.read(tmp_path).texts == {"größe/app.py": SOLVED}


def test_only_the_lessons_own_files_count(tmp_path: Path) -> None:
    for name in ("app.py", "README.md", "lesson.toml", "__pycache__/app.pyc", ".git/config", "node_modules/x/y.js"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    assert list(regions.files(tmp_path)) == ["app.py"]
    assert list(regions.files(tmp_path / "nowhere")) == []
