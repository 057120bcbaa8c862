"""The course as data: what is read from lesson.toml, and what is said of one that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from small_course import MINI, Course
from workshop import catalog
from workshop.catalog import CatalogError
from workshop.promises import Demo

GOOD = (MINI / "lessons" / "09-mini" / "lesson.toml").read_text(encoding="utf-8")
FILE = "lessons/09-mini/lesson.toml: "


def course(root: Path, *names: str, text: str | bytes = GOOD) -> Path:
    """A repository root with lessons of these names, all with the same lesson.toml."""
    for name in names:
        folder = root / "lessons" / name
        folder.mkdir(parents=True)
        (folder / "lesson.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
    return root


def test_a_lesson_is_read_with_defaults(tmp_path: Path) -> None:
    (lesson,) = catalog.lessons(course(tmp_path, "09-mini"))
    assert (lesson.number, lesson.name, lesson.title, lesson.minutes, lesson.points) == (9, "09-mini", "Mini", 5, 4)
    assert lesson.preload == ()
    assert lesson.services["mini"] == catalog.Service(app="mini.app:create_app()", port=8091, data=None, empty="[]")
    assert [(task.number, task.points, task.needs) for task in lesson.tasks] == [(1, 1, ()), (2, 2, ()), (3, 1, (1,))]


def test_a_lesson_has_the_same_name_in_every_tree(tmp_path: Path) -> None:
    (lesson,) = catalog.lessons(course(tmp_path, "09-mini"))
    places = (
        lesson.starter,
        lesson.solution,
        lesson.work,
        lesson.checks,
        lesson.mistakes,
        lesson.text,
        lesson.notebook,
    )
    assert [place.relative_to(tmp_path).as_posix() for place in places] == [
        "lessons/09-mini",
        "solutions/09-mini",
        "work/09-mini",
        "tests/09-mini",
        "tests/mistakes/09-mini",
        "lessons/09-mini/README.md",
        "notebooks/09-mini.ipynb",
    ]
    assert [lesson.tree(name) for name in ("work", "solutions", "lessons")] == [places[2], places[1], places[0]]


def wrong_service(added: str, says: str) -> tuple[str, str, str]:
    """A service with lines that are wrong: what is replaced, by what, and what is said of it."""
    name = "[...]" if "Expected `" in says else ".mini"  # msgspec does not name it
    return "port = 8091", f"port = 8091\n{added}", f"key services{name}.{says}"


def wrong_demo(lines: str, says: str) -> tuple[str, str, str]:
    """Promises that are wrong: what is replaced, by what, and what is said of it."""
    return "[services.mini]", f'[[demo]]\nscenario = "books-slow"\n{lines}\n\n[services.mini]', f"key demo{says}"


WRONG = {
    "no title": ('title = "Mini"\n', "", "missing required field `title`"),
    "minutes in words": ("minutes = 5", 'minutes = "five"', "key minutes: Expected `int`, got `str`"),
    "an unknown key": ("minutes = 5", "minutes = 5\nlevel = 3", "unknown field `level`"),
    "no TOML": ("minutes = 5", "minutes 5", "not valid TOML: "),
    "a key twice": ("minutes = 5", "minutes = 5\nminutes = 6", "not valid TOML: "),
    "no services": (
        '[services.mini]\napp = "mini.app:create_app()"\nport = 8091\n',
        "[services]\n",
        "key services: expected at least one service, e.g. [services.movies]",
    ),
    "an app without a colon": (
        "mini.app:create_app()",
        "mini.app",
        'key services.mini.app: expected "package.module:create_app()", got "mini.app"',
    ),
    "a port too low": (
        "port = 8091",
        "port = 80",
        "key services.mini.port: expected a port from 1024 to 65535, got 80",
    ),
    "no points": ("points = 2", "points = 0", "key tasks[1].points: expected 1 or more, got 0"),
    "points missing": ("points = 2\n", "", "key tasks[1]: Object missing required field `points`"),
    "two hints": (', "Return a dict with the name in it."', "", "key tasks[0].hints: expected 3 hints, got 2"),
    "needs itself": (
        "needs = [1]",
        "needs = [3]",
        "key tasks[2].needs: expected numbers of earlier tasks (1 to 2), got 3",
    ),
    "needs nothing that is": ("needs = [1]", "needs = [0]", "key tasks[2].needs: expected numbers of earlier tasks"),
    "no variable": wrong_service(
        'env = { "api-key" = "x" }',
        'env: expected the name of a variable, for example BOOKS_URL, got "api-key"',
    ),
    "a number in the environment": wrong_service("env = { ACCESS_TTL = 600 }", "env[...]: Expected `str`, got `int`"),
    "a variable of the workshop's": wrong_service(
        'env = { REDIS_URL = "redis://localhost" }',
        "env: expected no REDIS_URL, which the workshop sets: write cache = true for it",
    ),
    "an address twice": wrong_service(
        'env = { BOOKS_URL = "http://localhost" }\ncalls = { BOOKS_URL = "books" }',
        "env: expected no BOOKS_URL, which is in calls",
    ),
    "a call by address": wrong_service(
        'calls = { BOOKS_URL = "http://books" }',
        "calls.BOOKS_URL: expected a service, with a path if need be, e.g. books or "
        'users/.well-known/jwks.json, got "http://books"',
    ),
    "a call of nothing": wrong_service('calls = { BOOKS_URL = "/jwks.json" }', "calls.BOOKS_URL: expected a service"),
    "a cache by address": wrong_service('cache = "redis"', "cache: Expected `bool`, got `str`"),
    "a key by name": wrong_service('signing_key = "key.pem"', "signing_key: Expected `bool`, got `str`"),
    "public without a method": wrong_service(
        'public = ["GET /health", "/movies/{id}"]',
        'public[1]: expected method and path, for example "GET /movies/{id}", got "/movies/{id}"',
    ),
    "public in small letters": wrong_service('public = ["get /health"]', "public[0]: expected method and path"),
    "a scenario that nobody plays": wrong_demo(
        '[[demo]]\nscenario = "earthquake"',
        "[1].scenario: expected one of cache-dies, books-slow, database-restarts, bad-deploy, traffic-peak; "
        'got "earthquake"',
    ),
    "a scenario twice": wrong_demo(
        '[[demo]]\nscenario = "books-slow"', "[1].scenario: expected each scenario once, got books-slow again"
    ),
    "no scenario": wrong_demo("[[demo]]", "[1]: Object missing required field `scenario`"),
    "a promise that nobody knows": wrong_demo(
        'keeps = ["calm"]',
        "[0].keeps: expected words out of unrelated, in-time, told, answers, recovers, writes; " + 'got "calm"',
    ),
    "a promise to break that nobody knows": wrong_demo('breaks = ["bread"]', "[0].breaks: expected words out of"),
    "a promise twice": wrong_demo('keeps = ["told", "told"]', "[0].keeps: expected each word once, got told again"),
    "kept and broken": wrong_demo(
        'keeps = ["told"]\nbreaks = ["told"]', "[0].breaks: expected no told, which is in keeps"
    ),
    "no time": wrong_demo("deadline = 0", "[0].deadline: expected seconds, more than 0 and at most 120, got 0"),
    "too much time": wrong_demo("recovery = 1e9", "[0].recovery: expected seconds, more than 0 and at most 120"),
    "time in words": wrong_demo('deadline = "soon"', "[0].deadline: Expected `float`, got `str`"),
    "a key of promises that nobody knows": wrong_demo("patience = 3", "[0]: Object contains unknown field `patience`"),
}


@pytest.mark.parametrize("case", WRONG.values(), ids=list(WRONG))
def test_a_wrong_lesson_is_told_with_file_key_and_what_was_expected(tmp_path: Path, case: tuple[str, str, str]) -> None:
    old, new, says = case
    assert old in GOOD
    with pytest.raises(CatalogError) as error:
        catalog.lessons(course(tmp_path, "09-mini", text=GOOD.replace(old, new, 1)))
    assert str(error.value).startswith(FILE)
    assert says in str(error.value)


def test_what_a_service_is_started_with_is_read(tmp_path: Path) -> None:
    added = (
        'env = { JWT_ISSUER = "https://users.library.example", EMPTY = "" }\n'
        'calls = { MINI_URL = "mini", JWKS_URL = "mini/.well-known/jwks.json" }\n'
        "cache = true\nsigning_key = true\n"
        'public = ["GET /", "GET /movies/{id}"]'
    )
    text = GOOD.replace("port = 8091", f"port = 8091\n{added}")
    (lesson,) = catalog.lessons(course(tmp_path, "09-mini", text=text))
    service = lesson.services["mini"]
    assert service.env == {"JWT_ISSUER": "https://users.library.example", "EMPTY": ""}
    assert (service.cache, service.signing_key, service.public) == (True, True, ("GET /", "GET /movies/{id}"))
    assert service.called == ("mini",)
    assert lesson.addresses(service) == {
        "MINI_URL": "http://127.0.0.1:8091",
        "JWKS_URL": "http://127.0.0.1:8091/.well-known/jwks.json",
    }
    assert service.addresses(lambda name: f"http://{name}:80") == {
        "MINI_URL": "http://mini:80",
        "JWKS_URL": "http://mini:80/.well-known/jwks.json",
    }


def test_what_a_stack_promises_is_read(tmp_path: Path) -> None:
    added = '[[demo]]\nscenario = "books-slow"\nkeeps = ["told"]\nbreaks = ["in-time"]\ndeadline = 2\n\n'
    text = GOOD.replace("[services.mini]", f'{added}[[demo]]\nscenario = "bad-deploy"\n\n[services.mini]')
    (lesson,) = catalog.lessons(course(tmp_path, "09-mini", text=text))
    assert lesson.demo == (
        Demo("books-slow", keeps=("told",), breaks=("in-time",), deadline=2.0, recovery=25.0),
        Demo("bad-deploy", keeps=(), breaks=(), deadline=4.0, recovery=25.0),
    )


def test_a_lesson_without_tasks_is_told(tmp_path: Path) -> None:
    head = GOOD.partition("[[tasks]]")[0].replace("[services.mini]", "tasks = []\n[services.mini]")
    with pytest.raises(CatalogError, match=r"key tasks: expected at least one \[\[tasks\]\]"):
        catalog.lessons(course(tmp_path, "09-mini", text=head))


def test_a_lesson_that_is_not_utf_8_is_told(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="not valid TOML: 'utf-8' codec"):
        catalog.lessons(course(tmp_path, "09-mini", text=GOOD.replace("Mini", "Größe").encode("latin-1")))


def test_a_lesson_without_its_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "lessons" / "09-mini").mkdir(parents=True)
    with pytest.raises(CatalogError, match=r"lesson\.toml: the file is missing; every lesson has one"):
        catalog.lessons(tmp_path)


def test_a_folder_without_lessons_is_told(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match=r"No lessons found in .*: is this the whole repository\?"):
        catalog.lessons(tmp_path)


def test_two_lessons_of_one_number_are_told(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="lessons/09-mini and lessons/09-more have the same number"):
        catalog.lessons(course(tmp_path, "09-mini", "09-more"))


def test_only_numbered_folders_are_lessons(tmp_path: Path) -> None:
    root = course(tmp_path, "02-b", "01-a", "notes", "3-c", "04_d", "05-Big")
    (root / "lessons" / "06-file").touch()
    assert [lesson.name for lesson in catalog.lessons(root)] == ["01-a", "02-b"]


@pytest.mark.parametrize("name", ["3", "03", "003", "03-movies"])
def test_a_lesson_is_found_by_number_and_name(tmp_path: Path, name: str) -> None:
    root = course(tmp_path, "03-movies", "10-more")
    assert catalog.find(name, root).name == "03-movies"


@pytest.mark.parametrize("name", ["", "1", "33", "movies", "03-", "3.1", "-3", "³", "٣", "../03-movies", "3 "])
def test_what_is_no_lesson_is_told_with_those_there_are(tmp_path: Path, name: str) -> None:
    root = course(tmp_path, "03-movies", "10-more")
    with pytest.raises(CatalogError) as error:
        catalog.find(name, root)
    assert str(error.value) == f'There is no lesson "{name}". The lessons are: 3 (Mini), 10 (Mini).'


@pytest.mark.parametrize("name", ["3.2", "03.02", "03-movies.2"])
def test_a_task_is_found_by_lesson_and_number(tmp_path: Path, name: str) -> None:
    lesson, task = catalog.find_task(name, course(tmp_path, "03-movies"))
    assert (lesson.name, task.number, task.title) == ("03-movies", 2, "Keep notes")


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("3", '"3" is not a task: write lesson, dot, task, for example 3.2.'),
        ("3.", "is not a task"),
        ("3.x", "is not a task"),
        ("3.1.2", "is not a task"),
        ("3.²", "is not a task"),
        ("4.1", 'There is no lesson "4"'),
        ("3.0", "Lesson 3 has no task 0: its tasks are 1 to 3."),
        ("3.4", "Lesson 3 has no task 4: its tasks are 1 to 3."),
    ],
)
def test_what_is_no_task_is_told(tmp_path: Path, name: str, says: str) -> None:
    with pytest.raises(CatalogError) as error:
        catalog.find_task(name, course(tmp_path, "03-movies"))
    assert says in str(error.value)


def test_a_wrong_lesson_stops_the_program_with_a_message(fresh: Course) -> None:
    path = fresh.lesson / "lesson.toml"
    path.write_text(GOOD.replace("points = 2", 'points = "two"'), encoding="utf-8")
    try:
        outcome = fresh.run("map")
    finally:
        path.write_text(GOOD, encoding="utf-8")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.strip() == f"{FILE}key tasks[1].points: Expected `int`, got `str`."
