"""The test command: what it runs, what it tries again, and which portion of what is alike."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import pytest

import portion
import skips
from small_course import ROOT, until
from workshop.catalog import lessons

RUN = """
import sys
from pathlib import Path
from workshop import testing

sys.exit(testing.run(Path.cwd(), everything={everything}))
"""
INI = """
[pytest]
testpaths = tests/repo
addopts = --import-mode=importlib -p xdist
"""
MANY_WRONG = """
import pytest

@pytest.mark.parametrize("n", range(11))
def test_it(n):
    assert n < 0
"""
LONG = """
import time
from pathlib import Path

def test_it():
    here = Path(__file__)
    here.with_suffix(".begun").touch()
    try:
        time.sleep(60)
    finally:
        time.sleep(0.5)  # as long as it takes to end servers
        here.with_suffix(".ended").touch()
"""
ONCE = """
from pathlib import Path

def test_it():
    seen = Path(__file__).with_suffix(".seen")
    first = not seen.exists()
    seen.touch()
    assert not first, "a busy machine"
"""
RUNS = "import os\n\ndef test_it():\n    assert 'PYTEST_XDIST_WORKER' {is_in} os.environ\n"
ALIKE = """
import pytest

@pytest.mark.portioned
@pytest.mark.parametrize("name", ["01-monolith", "02-boundaries", "03-movie-service", "04-user-service"])
def test_alike(name):
    print("RAN", name)

@pytest.mark.parametrize("name", ["01-monolith", "02-boundaries", "03-movie-service", "04-user-service"])
def test_always(name):
    print("ALWAYS", name)
"""
CONFTEST = """
import os
import portion

def pytest_configure(config):
    config.addinivalue_line("markers", "portioned: one of many")
    parts = int(os.environ["WORKSHOP_PORTION"])
    config.pluginmanager.register(portion.Portion(parts, parts - 1))
"""


class Repository:
    """A repository that has nothing but tests."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "tests" / "repo" / "alone").mkdir(parents=True)
        (root / "pytest.ini").write_text(INI)
        self.add("test_beside", RUNS.format(is_in="in"))
        self.add("alone/test_alone", RUNS.format(is_in="not in"))

    def add(self, name: str, text: str) -> None:
        (self.root / "tests" / "repo" / f"{name}.py").write_text(text)

    def start(self, everything: bool = False) -> subprocess.Popen[str]:
        ours = ("PYTEST_", "WORKSHOP_")
        environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        environment["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # those of the workshop's tests take seconds
        environment["PYTHONPATH"] = os.pathsep.join([str(ROOT), str(Path(__file__).parent)])
        return subprocess.Popen(
            [sys.executable, "-c", RUN.format(everything=everything)],
            cwd=self.root,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def run(self, everything: bool = False) -> tuple[int, str]:
        """The exit code, and what was printed."""
        process = self.start(everything)
        said = process.communicate()[0]
        return process.returncode, said


@pytest.fixture
def tests(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


def test_what_measures_runs_alone_and_nothing_twice(tests: Repository) -> None:
    code, said = tests.run()
    assert code == 0, said
    assert "once more" not in said
    assert said.count("1 passed") == 2


def test_what_fails_once_is_tried_again(tests: Repository) -> None:
    tests.add("test_once", ONCE)
    tests.add("alone/test_once", ONCE)
    code, said = tests.run()
    assert code == 0, said
    assert "The 2 that failed, once more" in said
    assert "a busy machine" in said


@pytest.mark.parametrize("where", ["test_wrong", "alone/test_wrong"])
def test_what_fails_twice_has_failed(tests: Repository, where: str) -> None:
    tests.add(where, "def test_it():\n    assert not 'wrong'\n")
    code, said = tests.run()
    assert code == 1, said
    assert "The 1 that failed, once more" in said


def test_many_that_fail_are_not_tried_again(tests: Repository) -> None:
    tests.add(
        "test_wrong", "import pytest\n\n@pytest.mark.parametrize('n', range(11))\ndef test_it(n):\n    assert n < 0\n"
    )
    code, said = tests.run()
    assert code == 1, said
    assert "once more" not in said


def test_tests_that_cannot_be_read_fail_the_run(tests: Repository) -> None:
    tests.add("test_unreadable", "def test_it(:\n")
    code, said = tests.run()
    assert code != 0, said
    assert "ERROR tests/repo/test_unreadable.py" in said


@pytest.mark.skipif(sys.platform == "win32", reason="signals as POSIX has them")
def test_ctrl_c_lets_what_runs_end_in_order(tests: Repository) -> None:
    tests.add("alone/test_long", LONG)
    begun = tests.root / "tests" / "repo" / "alone" / "test_long.begun"
    process = tests.start()
    until(begun.exists, "begun", 60)
    os.killpg(process.pid, signal.SIGINT)
    said = process.communicate(timeout=30)[0]
    assert process.returncode == pytest.ExitCode.INTERRUPTED, said
    assert begun.with_suffix(".ended").exists()


def test_of_what_is_alike_a_portion_is_run(tests: Repository) -> None:
    tests.add("conftest", CONFTEST)
    tests.add("alone/test_alike", ALIKE)
    tests.add("test_alike", ALIKE)
    code, said = tests.run()
    assert code == 0, said
    assert said.count("6 passed") == 2, said
    code, said = tests.run(everything=True)
    assert code == 0, said
    assert said.count("9 passed") == 2, said


# portions


def test_every_test_is_in_one_portion() -> None:
    names = [f"test_it[{case}]" for case in [*(lesson.name for lesson in lessons()), *map(str, range(100))]]
    portions = [portion.Portion(4, number) for number in range(4)]
    assert {name: sum(each.has(name) for each in portions) for name in names} == dict.fromkeys(names, 1)
    shares = Counter(next(number for number, each in enumerate(portions) if each.has(name)) for name in names)
    assert min(shares.values()) > len(names) / 6


def test_a_lesson_is_proved_whole() -> None:
    has = portion.Portion(4, 1).has
    assert {has(f"test_{number}[05-book-service]") for number in range(20)} == {True}
    assert {has(f"test_{number}[06-author-service]") for number in range(20)} == {False}


def test_a_commit_has_always_the_same_portion() -> None:
    assert len({portion.of_commit(4).number for _ in range(3)}) == 1


def test_commits_have_different_portions_and_none_has_one_too(tmp_path: Path) -> None:
    assert 0 <= portion.of_commit(4, tmp_path).number < 4
    commit = ["git", "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "--allow-empty", "-m"]
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    found = set()
    for number in range(12):
        subprocess.run([*commit, str(number)], cwd=tmp_path, check=True)
        found.add(portion.of_commit(4, tmp_path).number)
    assert len(found) > 1


def test_what_another_portion_has_need_not_be_skipped() -> None:
    one = portion.Portion(4, 1)
    assert one.surely_has("test_notebooks.py::test_it[05-book-service]")
    assert not one.surely_has("test_notebooks.py::test_it[06-author-service]")
    assert not one.surely_has("test_attacks.py::test_attack*")
    assert one.surely_has("test_engine_room.py::*")
    assert portion.Portion(1, 0).surely_has("test_attacks.py::test_attack*")


def test_the_skips_that_are_expected_are_those_of_the_portion(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(skips, "expected", lambda: {"test_a.py::*": "engine", "test_b.py::*": "engine"})
    plugin = skips.Skips(lambda pattern: pattern.startswith("test_a"))
    session = SimpleNamespace(config=SimpleNamespace(getoption=lambda _: None), exitstatus=pytest.ExitCode.OK)
    plugin.pytest_sessionfinish(session)  # type: ignore[arg-type]
    assert plugin.problems == ["test_a.py::* was not skipped, although engine is missing"]
    assert session.exitstatus == pytest.ExitCode.TESTS_FAILED
