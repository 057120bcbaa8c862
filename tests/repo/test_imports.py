"""Where packages reach into each other: what is found in a program's files, and what is rightly left alone."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from workshop.harness.imports import Packages
from workshop.harness.reply import Unmet

Program = Callable[[dict[str, str]], Packages]
STORE = "from program.things import Shelf\n\n_shelf = Shelf()\n\ndef find(): return _shelf.items\n"
FILES = {
    "__init__.py": "",
    "things.py": "class Shelf:\n    def __init__(self):\n        self.items = []\n",
    "app.py": "from program import one, two\nfrom program.two.store import _shelf\n",
    "one/__init__.py": "from program.one.store import find\n\n__all__ = ['find']\n",
    "one/store.py": STORE,
    "two/__init__.py": "from program.two.store import find, _shelf\n\n__all__ = ['find']\n",
    "two/store.py": STORE,
}


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """Write a program of two packages, some of its files changed, and read it: ``program({"one/use.py": "…"})``."""

    def write(changes: dict[str, str]) -> Packages:
        for name, text in (FILES | changes).items():
            path = tmp_path / "program" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(dedent(text), encoding="utf-8")
        return Packages(tmp_path, "program", ("program.one", "program.two"))

    return write


@pytest.mark.parametrize(
    "code",
    [
        "from program.two.store import find",
        "from ..two.store import find",
        "from ..two import store",
        "import program.two.store",
        "import program.two.store as inside",
        "from program.two import _shelf",
        "from program.two import store as inside",
        "def use():\n    from program.two.store import find\n    return find()",
        "class Use:\n    from program.two.store import find",
        "from program import two\n\nfound = two.store.find()",
        "from program import two as other\n\ndef use(): return other._shelf",
        "from program import two\n\nfound = [two._shelf.items for _ in range(3)]",
        "from program import two\n\nfound = lambda: two.find._hidden",
        "import program.two\n\nfound = program.two._shelf",
        "from program import two\n\nfound = getattr(two, '_shelf')",
        "import importlib\n\nstore = importlib.import_module('program.two.store')",
        "from importlib import import_module\n\nstore = import_module('program.two.store')",
        "store = __import__('program.two.store')",
        "import sys\n\nstore = sys.modules['program.two.store']",
        "from program.helper import everything",
    ],
)
def test_reaching_in_is_found(program: Program, code: str) -> None:
    packages = program({"one/use.py": code, "helper.py": "from program.two.store import find as everything\n"})
    assert packages.reaches_into("program.one", "program.two")
    assert packages.reaches_into("program.two", "program.one") == []


@pytest.mark.parametrize(
    "code",
    [
        "from program.two import find",
        "from program.two import find as found",
        "from ..two import find",
        "from program.two import *",
        "from program import two\n\nfound = two.find()",
        "import program.two\n\nfound = program.two.find.__name__",
        "from program import two\n\ndef use(two): return two._shelf",
        "from program import two\n\ndef use():\n    two = [3]\n    two.sort()\n    return two",
        "from program import two\n\nfound = [two.store for two in range(3)]",
        "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from program.two.store import find",
        "from program.one.store import _shelf",
        "'''Not program.two.store, and nothing of it.'''",
        "from program.things import Shelf",
        "from program.app import create_app",
    ],
)
def test_what_is_published_may_be_used(program: Program, code: str) -> None:
    assert program({"one/use.py": code}).reaches_into("program.one", "program.two") == []


def test_without_a_list_names_without_underscore_are_public(program: Program) -> None:
    changes = {"two/__init__.py": "from program.two.store import find, _shelf\n"}
    assert not program({**changes, "one/use.py": "from program.two import find"}).reaches_into(
        "program.one", "program.two"
    )
    for hidden in ("_shelf", "store"):
        packages = program({**changes, "one/use.py": f"from program.two import {hidden}"})
        assert packages.reaches_into("program.one", "program.two")


def test_a_module_on_the_list_is_public(program: Program) -> None:
    packages = program(
        {
            "two/__init__.py": "from program.two import api\n\n__all__: list[str] = []\n__all__ += ['api']\n",
            "two/api.py": "def find(): return []\n",
            "one/use.py": "from program.two.api import find\nfrom program.two import api\n\nfound = api.find()\n",
        }
    )
    assert packages.reaches_into("program.one", "program.two") == []


def test_a_use_is_told_with_file_and_line(program: Program) -> None:
    packages = program({"one/use.py": "import json\n\nfrom program.two.store import find  # handy\n"})
    with pytest.raises(Unmet) as unmet:
        packages.keeps_out_of("program.one", "program.two", "it may be renamed")
    assert str(unmet.value).splitlines() == [
        "expected program.one to use only what program.two lists in __all__: it may be renamed",
        "got      program/one/use.py, line 3: from program.two.store import find  # handy",
    ]


def test_an_import_is_found_in_one_direction(program: Program) -> None:
    packages = program({"one/use.py": "def use():\n    from program import two\n    return two.find()\n"})
    assert [str(use) for use in packages.imports("program.one", "program.two")] == [
        "program/one/use.py, line 2: from program import two"
    ]
    assert packages.imports("program.two", "program.one") == []


@pytest.mark.parametrize(
    ("shared", "use"),
    [
        ("people = {}", "from program.shared import people"),
        ("people = {'one': {}, 'two': {}}", "from program.shared import people"),
        ("people = {name: [] for name in 'ab'}", "from program import shared\n\nfound = shared.people['a']"),
        ("from collections import defaultdict\n\npeople = defaultdict(list)", "from program.shared import people"),
        ("from program.things import Shelf\n\npeople: Shelf = Shelf()", "from ..shared import people as mine"),
        (
            "from program.things import Shelf\n\nclass All:\n    def __init__(self):\n        self.a = Shelf()\n\n"
            "_all = All()\n\ndef everything(): return _all.a",
            "from program.shared import everything",
        ),
        (
            "from flask import current_app\n\ndef kept():\n    kept = current_app.extensions['kept']\n    return kept",
            "from program import shared\n\ndef use(): return shared.kept()",
        ),
        ("", "from flask import current_app\n\ndef use(): return current_app.extensions['kept']"),
        ("import sqlite3\n\ndatabase = sqlite3.connect(':memory:')", "from program.shared import database"),
    ],
)
def test_data_in_one_place_are_found(program: Program, shared: str, use: str) -> None:
    packages = program({"shared.py": shared, "one/use.py": use, "two/use.py": use})
    assert {use.file for use in packages.shares("program.one", "program.two")} == {
        "program/one/use.py",
        "program/two/use.py",
    }
    alone = program({"shared.py": shared, "one/use.py": use, "two/use.py": ""})
    assert alone.shares("program.one", "program.two") == []


@pytest.mark.parametrize(
    "shared",
    [
        "people = ('a', 'b')",
        "people = {'a': 1, 'b': [2]}",
        "people = {'a', 'b'}",
        "import re\n\npeople = re.compile('x')",
        "from dataclasses import dataclass\n\n@dataclass(frozen=True)\nclass S:\n    size: int = 20\n\npeople = S()",
        "def people(): return {}",
        "from program.things import Shelf as people",
        "_seen = set()\n\ndef people(name):\n    _seen.add(name)\n    return len(_seen)",
    ],
)
def test_code_and_constants_may_be_shared(program: Program, shared: str) -> None:
    use = "from program.shared import people\n"
    packages = program({"shared.py": shared, "one/use.py": use, "two/use.py": use})
    assert packages.shares("program.one", "program.two") == []


def test_a_file_that_is_no_python_is_told(program: Program) -> None:
    with pytest.raises(Unmet, match=r"files that Python can read\n.*program/one/use.py, line 2:\nretrn x"):
        program({"one/use.py": "def use():\n    retrn x\n"})
    with pytest.raises(Unmet, match=r"program/one/use\.py"):
        program({"one/use.py": "x = '\0'"})


def test_a_package_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(Unmet, match=r"there is no program/one/__init__\.py"):
        Packages(tmp_path, "program", ("program.one",))


def test_nothing_of_the_program_is_run_and_nothing_is_left(program: Program, tmp_path: Path) -> None:
    path = list(sys.path)
    program({"one/use.py": "raise SystemExit('this must not be run')"})
    assert sys.path == path
    assert not {name for name in sys.modules if name.split(".")[0] == "program"}
    assert {file.suffix for file in tmp_path.rglob("*") if file.is_file()} == {".py"}


def test_a_changed_file_is_read_again(program: Program) -> None:
    assert program({"one/use.py": ""}).reaches_into("program.one", "program.two") == []
    packages = program({"one/new.py": "from program.two.store import find"})
    assert packages.reaches_into("program.one", "program.two")
