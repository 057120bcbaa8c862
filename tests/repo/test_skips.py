"""The tests that are skipped are asserted, too."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import skips
from small_course import ROOT

linux = pytest.mark.skipif(sys.platform != "linux", reason="skips are expected on Linux only")


def test_only_what_is_expected_may_be_skipped() -> None:
    expected = {"test_one.py::*": "engine", "test_two.py::test_it[2.7]": "python2.7"}
    skipped = {"test_one.py::test_a": "no engine answers", "test_two.py::test_it[2.7]": "no such Python"}
    assert skips.problems(skipped, expected) == []
    assert skips.problems(skipped | {"test_two.py::test_it[297]": "why not"}, expected) == [
        "skipped, and not expected to be: test_two.py::test_it[297]: why not"
    ]
    skipped.pop("test_one.py::test_a")
    assert skips.problems(skipped, expected) == ["test_one.py::* was not skipped, although engine is missing"]


def test_each_line_names_tests_that_there_are() -> None:
    lines = [line.split() for line in skips.FILE.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    assert lines
    for _, pattern in lines:
        file, _, test = pattern.partition("::")
        name = test.partition("[")[0].rstrip("*")
        assert f"def {name or 'test_'}" in (skips.FILE.parent / file).read_text(encoding="utf-8")


def test_a_missing_thing_is_one_that_can_be_looked_for() -> None:
    lines = [line.split() for line in skips.FILE.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    assert {thing for thing, _ in lines if not thing.startswith("python")} == skips.THERE.keys()


@linux
def test_an_unexpected_skip_fails_the_run(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(
        "import skips\n\ndef pytest_configure(config):\n    config.pluginmanager.register(skips.Skips())\n"
    )
    (tmp_path / "test_lazy.py").write_text("import pytest\n\ndef test_lazy():\n    pytest.skip('not today')\n")
    path = os.pathsep.join([str(ROOT), str(Path(__file__).parent)])
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--rootdir={tmp_path}", str(tmp_path)]
    environment = os.environ | {"PYTHONPATH": path, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8", timeout=60)
    assert done.returncode == 1
    assert "skipped, and not expected to be: test_lazy.py::test_lazy: not today" in done.stdout
