"""What services share is a package of its own in each lesson: the same file, wherever a lesson doesn't work on it."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from workshop import regions
from workshop.catalog import Lesson, lessons
from workshop.stores.choice import serving
from workshop.stores.databases import Databases

CHASSIS = "chassis"
# what a lesson gives in another form than the lessons before, so that there is a reason for it
GIVEN_ANEW = {
    ("14-gateway", "chassis/settings.py"),  # a secret may stand in a file: NAME_FILE
    ("14-gateway", "chassis/api_keys.py"),  # so may the key that we call others with
}
EQUIPPED = [lesson for lesson in lessons() if (lesson.solution / CHASSIS).is_dir()]

# a request that has all it wants from the database, which goes before the request is over
ANSWER_IS_MADE = """
import os
import psycopg2
from chassis import database
from flask import Flask
from sqlalchemy import text

app = Flask("made")
database.init_app(app)

@app.get("/")
def made():
    [pid] = database.session().execute(text("SELECT pg_backend_pid()")).one()
    with psycopg2.connect(os.environ["DATABASE_URL"]) as other, other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
    return "made"

for _ in range(2):
    print(app.test_client().get("/").text)
"""


def bare(text: str) -> list[str]:
    """The lines of a file, without those that mark regions and those that are blank."""
    return [line for line in text.splitlines() if line and not (regions.OPEN.match(line) or regions.CLOSE.match(line))]


def chassis(lesson: Lesson) -> dict[str, str]:
    """The files of the lesson's chassis, in its solution, by name."""
    texts = regions.read(lesson.solution).texts
    return {name: text for name, text in texts.items() if name.startswith(f"{CHASSIS}/")}


def drift() -> list[str]:
    """Each file of a chassis that differs from the lesson before that has it, though the lesson doesn't work on it."""
    latest: dict[str, tuple[Lesson, str]] = {}
    found = []
    for lesson in EQUIPPED:
        worked_on = {region.file for region in regions.read(lesson.solution).regions}
        for name, text in chassis(lesson).items():
            earlier, before = latest.get(name, (lesson, text))
            excused = name in worked_on or (lesson.name, name) in GIVEN_ANEW
            if bare(text) != bare(before) and not excused:
                found.append(f"{name} of lesson {lesson.number} is not that of lesson {earlier.number}")
            latest[name] = lesson, text
    return found


def imported(file: Path) -> set[str]:
    """What a module imports, dotted: `from chassis import logs` and `import chassis.logs` both give chassis.logs."""
    nodes = list(ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def test_what_services_share_is_the_same_in_every_lesson() -> None:
    assert len(EQUIPPED) > 1
    assert drift() == []


@pytest.mark.parametrize("lesson", EQUIPPED, ids=lambda lesson: lesson.name)
def test_the_chassis_knows_no_service_and_no_service_another(lesson: Lesson) -> None:
    for package in [CHASSIS, *lesson.services]:
        files = sorted((lesson.solution / package).rglob("*.py"))
        assert files
        known = {name.partition(".")[0] for file in files for name in imported(file)}
        assert known & (lesson.services.keys() - {package}) == set()


@pytest.mark.parametrize("lesson", EQUIPPED, ids=lambda lesson: lesson.name)
def test_every_part_of_the_chassis_is_used(lesson: Lesson) -> None:
    used = {name for file in lesson.solution.rglob("*.py") for name in imported(file)}
    modules = {file.stem for file in (lesson.solution / CHASSIS).glob("*.py")} - {"__init__"}
    assert sorted(module for module in modules if f"{CHASSIS}.{module}" not in used) == []


@pytest.mark.parametrize("lesson", EQUIPPED[-1:], ids=lambda lesson: lesson.name)
def test_an_answer_that_is_made_outlives_its_connection(lesson: Lesson) -> None:
    server = serving()
    databases = Databases(server.url, "chassis")
    try:
        environment = os.environ | {"DATABASE_URL": databases.create().url}
        command = [sys.executable, "-c", ANSWER_IS_MADE]
        done = subprocess.run(command, cwd=lesson.solution, env=environment, capture_output=True, encoding="utf-8")
    finally:
        databases.drop_all()
        databases.close()
        server.close()
    assert (done.stdout, done.stderr) == ("made\nmade\n", "")
