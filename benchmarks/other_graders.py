"""How long nbgrader and Otter-Grader take for a submission, beside `grade`: the same program and the same requests.

    python3 benchmarks/other_graders.py [--nbgrader PROGRAM] [--otter PROGRAM] [--number 10]

PROGRAM is theirs, in an environment of its own, where flask-restx is installed, too:

    python3 -m venv there && there/bin/pip install nbgrader flask-restx

A submission for them is a notebook beside the solution of lesson 3, with a cell for each of 20 checks that sends what
the check sends to Flask's test client. nbgrader grades a class with one command, Otter one notebook a command; both
execute it in a kernel. `grade` runs the 20 checks, each on a fresh service that is contained. All is on one core.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import nbformat  # noqa: E402 (the path must be right first)

from grading import LESSON, REACHED, checks_of, on_cores, some_checks  # noqa: E402
from plain import write_player  # noqa: E402
from workshop import catalog  # noqa: E402
from workshop.catalog import Lesson  # noqa: E402
from workshop.check.checker import Checker  # noqa: E402
from workshop.harness.record import CheckResult  # noqa: E402
from workshop.sandbox import layers  # noqa: E402

COURSE = """\
c = get_config()
c.CourseDirectory.course_id = "measured"
c.ExecutePreprocessor.timeout = 120
"""
OTTER = """\
OK_FORMAT = True

test = {{
    "name": "q{number}",
    "points": 1,
    "suites": [
        {{
            "cases": [{{"code": ">>> play({number})\\n", "hidden": False, "locked": False}}],
            "scored": True, "setup": "", "teardown": "", "type": "doctest",
        }}
    ],
}}
"""


def contained(lesson: Lesson, number: int) -> tuple[float, list[CheckResult]]:
    """Seconds for one submission, checked so often by `grade`'s own checker; and the checks."""
    with Checker(lesson, cage=layers.cage(layers.found(), slot=0)) as checker:
        checks = some_checks(checker, lesson)
        names = [check.name for check in checks]
        began = time.perf_counter()
        for _ in range(number):
            verdict = checker.check(lesson.solution, checks=names, thorough=True)
            if any(check.status != "passed" for check in checks_of(verdict)):
                raise SystemExit("Not all checks of the solution have passed: this says nothing.")
        return (time.perf_counter() - began) / number, checks


def notebook(checks: Sequence[CheckResult], metadata: Sequence[dict[str, Any]]) -> str:
    """The notebook that is handed in: it makes `play`, and each cell after that plays a check."""
    cells = [nbformat.v4.new_code_cell("from play import play")]
    for number in range(len(checks)):
        cells.append(nbformat.v4.new_code_cell(f"play({number})", metadata=metadata[number] if metadata else {}))
    made = nbformat.v4.new_notebook(cells=cells)
    made.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return nbformat.writes(made)


def hand_in(lesson: Lesson, folder: Path, text: str, checks: Sequence[CheckResult]) -> None:
    shutil.copytree(lesson.solution, folder)
    (folder / "work.ipynb").write_text(text, encoding="utf-8")
    write_player(folder, checks)


def by_nbgrader(program: str, lesson: Lesson, checks: Sequence[CheckResult], number: int, folder: Path) -> float:
    """Seconds for one submission of a class of so many, by one command."""
    graded = [
        {"nbgrader": {"grade": True, "grade_id": f"check-{each}", "locked": True, "points": 1, "schema_version": 3,
                      "solution": False, "task": False, "cell_type": "code"}}
        for each in range(len(checks))
    ]  # fmt: skip
    text = notebook(checks, graded)
    folder.mkdir()
    (folder / "nbgrader_config.py").write_text(COURSE, encoding="utf-8")
    hand_in(lesson, folder / "source" / "ps1", text, checks)
    for each in range(number):
        hand_in(lesson, folder / "submitted" / f"learner-{each}" / "ps1", text, checks)
    ran([program, "generate_assignment", "ps1", "--force"], folder)
    began = time.perf_counter()
    ran([program, "autograde", "ps1"], folder)
    took = (time.perf_counter() - began) / number
    done = nbformat.read(folder / "autograded" / f"learner-{number - 1}" / "ps1" / "work.ipynb", as_version=4)
    failed = [output for cell in done.cells for output in cell.get("outputs", ()) if output.output_type == "error"]
    if failed or len([cell for cell in done.cells if cell.cell_type == "code"]) <= len(checks):
        raise SystemExit(f"nbgrader did not run all checks: {failed[:1]}")
    return took


def by_otter(program: str, lesson: Lesson, checks: Sequence[CheckResult], number: int, folder: Path) -> float:
    """Seconds for one submission, each by a command of its own."""
    hand_in(lesson, folder, notebook(checks, ()), checks)
    (folder / "tests").mkdir()
    for each in range(len(checks)):
        (folder / "tests" / f"q{each}.py").write_text(OTTER.format(number=each), encoding="utf-8")
    files = ["play.py", "checks.json", *(str(path.relative_to(folder)) for path in folder.glob("movies/*.*"))]
    ran([program, "generate", "-t", "tests", "--no-environment", *files], folder)
    began = time.perf_counter()
    for _ in range(number):
        ran([program, "run", "-a", "autograder.zip", "work.ipynb"], folder)
    took = (time.perf_counter() - began) / number
    results = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    score = sum(test["score"] for test in results["tests"] if test.get("score"))
    if score != len(checks):
        raise SystemExit(f"Otter gave {score} of {len(checks)} points.")
    return took


def ran(command: list[str], folder: Path) -> None:
    path = os.pathsep.join([str(Path(command[0]).parent), os.environ["PATH"]])
    done = subprocess.run(command, cwd=folder, env=os.environ | {"PATH": path}, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--nbgrader", help="the program nbgrader, in an environment of its own")
    parser.add_argument("--otter", help="the program otter, in an environment of its own")
    parser.add_argument("--number", type=int, default=10)
    options = parser.parse_args()
    lesson = catalog.find(LESSON)
    with tempfile.TemporaryDirectory() as name, on_cores(1):
        folder = Path(name)
        folder.chmod(REACHED)
        ours, checks = contained(lesson, options.number)
        print(f"grade, contained, each check on a fresh service  {ours:6.2f} s a submission")
        for called, program, measure, aim in (
            ("nbgrader, a class by one command", options.nbgrader, by_nbgrader, 3),
            ("otter run, a command each", options.otter, by_otter, 10),
        ):
            if program:
                took = measure(str(Path(program).absolute()), lesson, checks, options.number, folder / called[:5])
                print(f"{called:49}{took:6.2f} s a submission, {took / ours:.1f} times as long ({aim})")


if __name__ == "__main__":
    main()
