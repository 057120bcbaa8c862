"""`check --run`: a service that a command starts is checked as any other, and may need a database."""

from __future__ import annotations

import shlex
import sys

import pytest

if sys.platform == "win32":
    pytest.skip("gunicorn runs on POSIX", allow_module_level=True)

from small_course import ROOT, Course
from workshop.catalog import find
from workshop.check.checker import Checker

PYTHON = shlex.quote(sys.executable)


def test_the_port_may_stand_in_the_command(fresh: Course) -> None:
    gunicorn = f"{PYTHON} -m gunicorn --chdir {shlex.quote(str(fresh.solution))} -b 127.0.0.1:$PORT"
    outcome = fresh.run("check", "9", "--task", "1", "--run", f'mini={gunicorn} "mini.app:create_app()"')
    assert outcome.code == 0
    assert "1/1" in outcome.said


def test_a_command_finds_a_database_and_makes_its_own_tables() -> None:
    lesson = find("05-book-service")
    program = (
        f"cd {shlex.quote(str(lesson.solution))} && {PYTHON} -m alembic -c books/alembic.ini upgrade head && "
        f'exec {PYTHON} -m gunicorn -b 127.0.0.1:$PORT "books.app:create_app()"'
    )
    with Checker(lesson, commands={"books": f"sh -c {shlex.quote(program)}"}) as checker:
        verdict = checker.check(ROOT / "work" / lesson.name, tree="elsewhere", tasks=[4])
    assert {check.name: check.message for task in verdict.tasks for check in task.checks if check.message} == {}
    assert verdict.passed
