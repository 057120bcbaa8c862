"""The stacks of `compose/` on a real engine: each one's demo, command by command, and lesson 6 as the whole story."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

import engine
from by_url import assert_nothing_fails, check_by_url
from demos import Shell, Step, demos
from engine import Stack, docker
from small_course import ROOT, until
from test_compose_files import COMPOSE, DOWN, DOWN_WITH_DATA, MINE, PS, STACKS, UP, expected
from workshop.catalog import find

pytestmark = pytest.mark.skipif(engine.missing() is not None, reason=str(engine.missing()))
WHOLE, DEPENDABLE, LIBRARY = "06-author-service", "12-resilience", "14-gateway"
DEMOS = demos()
NOBODY = "10001:10001"
ASK_OTHERS_DATABASE = """
import os, psycopg2
url = os.environ["DATABASE_URL"]
with psycopg2.connect(url).cursor() as cursor:
    cursor.execute("SELECT rolsuper OR rolcreatedb OR rolcreaterole FROM pg_roles WHERE rolname = current_user")
    print(*cursor.fetchone())
for other in ("users", "books", "authors", "postgres"):
    try:
        psycopg2.connect(url.rpartition("/")[0] + "/" + other)
        print(other)
    except psycopg2.OperationalError:
        pass
"""


# what the files say, as Compose understands them


@pytest.fixture(scope="module", params=[name for name in STACKS if name != LIBRARY])
def described(request: pytest.FixtureRequest) -> tuple[str, dict[str, Any]]:
    """A lesson, and its stack as Compose understands it, with the defaults of the file."""
    made = Stack(request.param)
    made.ports = {}
    return request.param, made.config()


def test_a_stack_has_the_services_up_to_its_lesson(described: tuple[str, dict[str, Any]]) -> None:
    lesson, config = described
    entries = {name: built.services[name] for name, built in expected(lesson).items()}
    with_database = [name for name, entry in entries.items() if entry.database]
    others = {f"{name}-database" for name in with_database} | ({"postgres"} if with_database else set())
    others |= {"signing-key"} if any(entry.signing_key for entry in entries.values()) else set()
    others |= {"valkey"} if any(entry.cache for entry in entries.values()) else set()
    assert config["services"].keys() == entries.keys() | others
    if with_database:
        assert config["services"]["postgres"]["environment"]["DATABASES"].split() == with_database


def test_each_service_is_what_its_lesson_says(described: tuple[str, dict[str, Any]]) -> None:
    lesson, config = described
    members = expected(lesson)
    for name, built in members.items():
        entry, service = built.services[name], config["services"][name]
        assert service["build"]["args"] == {"TREE": "solutions", "LESSON": built.name, "SERVICE": name}
        assert entry.app == f"{name}.app:create_app()"
        (port,) = service["ports"]
        assert (port["host_ip"], port["published"], port["target"]) == ("127.0.0.1", str(entry.port), entry.port)
        others = {other: f"http://{other}:{lesson.services[other].port}" for other, lesson in members.items()}
        wanted = {"PORT": str(entry.port)} | entry.env | entry.addresses(lambda other, others=others: others[other])
        assert wanted.items() <= service["environment"].items()
        assert not entry.signing_key or service["environment"]["JWT_PRIVATE_KEY_FILE"].startswith("/keys/")
        assert not entry.cache or "@valkey/" in service["environment"]["REDIS_URL"]
        if entry.database:
            assert (entry.migrate, entry.load) == (f"alembic -c {name}/alembic.ini upgrade head", f"{name}.load")
            assert entry.data == f"{name}/{name}.json"
            job = config["services"][f"{name}-database"]
            assert job["image"] == f"{config['name']}-{name}"
            password = config["services"]["postgres"]["environment"][f"{name.upper()}_PASSWORD"]
            url = f"postgresql://{name}:{password}@postgres/{name}"
            assert url == service["environment"]["DATABASE_URL"] == job["environment"]["DATABASE_URL"]
        else:
            assert service["environment"]["DATA_FILE"] == entry.data


def test_no_two_services_share_a_cache(described: tuple[str, dict[str, Any]]) -> None:
    lesson, config = described
    cached = [name for name, built in expected(lesson).items() if built.services[name].cache]
    assert len({config["services"][name]["environment"]["REDIS_URL"] for name in cached}) == len(cached)


def test_no_container_may_do_more_than_it_must(described: tuple[str, dict[str, Any]]) -> None:
    assert_locked(described[1])


def assert_locked(config: dict[str, Any]) -> None:
    for service in config["services"].values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert not service.get("privileged")


def test_the_last_stack_is_the_lessons_own_behind_one_door() -> None:
    made = Stack(LIBRARY)
    made.ports = {}
    config = made.config()
    assert_locked(config)
    assert config["services"].keys() > {*expected(LIBRARY), "gateway"}
    assert {Path(each["build"]["context"]) for each in config["services"].values() if "build" in each} == {
        ROOT / "solutions" / LIBRARY
    }
    published = {name: each["ports"] for name, each in config["services"].items() if "ports" in each}
    assert published.keys() == {"gateway"}
    (port,) = published["gateway"]
    assert (port["host_ip"], port["published"], port["target"]) == ("127.0.0.1", str(engine.GATEWAY), engine.GATEWAY)


def test_settings_of_pip_are_handed_on() -> None:
    made = Stack(DEPENDABLE)
    config = made.run(f"PIP_INDEX_URL=http://mirror.test/simple {COMPOSE} config")
    assert config.count("PIP_INDEX_URL: http://mirror.test/simple") == len(expected(DEPENDABLE))


# the demos: up, shown, what else there is to see, and gone again


def play(stack: Stack, shell: Shell, steps: list[Step]) -> None:
    for step in steps:
        try:
            shell.play(step, stack.own(step.command))
        except AssertionError as error:
            raise AssertionError(f"{error}\n{stack.logs()}") from None


@pytest.mark.portioned
@pytest.mark.parametrize("lesson", [name for name in STACKS if name != WHOLE])
def test_a_demo_shows_what_the_readme_says(lesson: str, tmp_path: Path) -> None:
    with engine.stack(lesson) as made, Shell(made.environment()) as shell:
        play(made, shell, DEMOS[lesson][:-1])
        if lesson in BESIDES:
            BESIDES[lesson](made, tmp_path)
        play(made, shell, DEMOS[lesson][-1:])
        assert made.left() == []


def passes_its_checks(stack: Stack, folder: Path) -> None:
    (newest,) = find(stack.lesson).services
    assert_nothing_fails(stack.lesson, check_by_url(stack.lesson, {newest: stack.url(newest)}, folder))


def proofs_outlive_the_containers(stack: Stack, _: Path) -> None:
    """Who is logged in is so after a down and an up, and what they own is theirs."""
    account = {"email": "ada@example.org", "password": "development-password"}
    token = requests.post(f"{stack.url('users')}/login", json=account, timeout=10).json()["access_token"]
    movie = {"title": "A film of Ada's", "year": 2001}
    assert requests.post(f"{stack.url('movies')}/movies", json=movie, timeout=10).status_code == 401
    bearer = {"Authorization": f"Bearer {token}"}
    added = requests.post(f"{stack.url('movies')}/movies", json=movie, headers=bearer, timeout=10)
    assert added.status_code == 201
    stack.run(DOWN)
    stack.run(UP)
    location = added.headers["Location"].removeprefix(stack.url("movies"))
    assert requests.delete(stack.url("movies") + location, headers=bearer, timeout=10).status_code == 204


BESIDES: dict[str, Callable[[Stack, Path], None]] = {
    "03-movie-service": passes_its_checks,
    "04-user-service": passes_its_checks,
    "05-book-service": passes_its_checks,
    "12-resilience": proofs_outlive_the_containers,
}


def test_a_learners_own_code_is_run(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "compose", tmp_path / "compose")
    shutil.copytree(ROOT / "solutions" / STACKS[0], tmp_path / "work" / STACKS[0])
    (tmp_path / "work" / STACKS[0] / "movies" / "movies.json").write_text('[{"title": "My own film", "year": 2001}]')
    with engine.stack(STACKS[0], tmp_path) as made:
        made.run(MINE)
        assert [movie["title"] for movie in made.get("movies", "/movies").json()] == ["My own film"]
        made.run(DOWN_WITH_DATA)
        assert made.left() == []


# lesson 6: the whole story


@pytest.fixture(scope="module")
def typed() -> Iterator[tuple[Stack, Shell]]:
    """The stack of lesson 6, running, and the shell in which its demo is typed."""
    with engine.stack(WHOLE) as made, Shell(made.environment()) as shell:
        play(made, shell, DEMOS[WHOLE][:2])
        yield made, shell
        play(made, shell, DEMOS[WHOLE][-1:])
        assert made.left() == []


@pytest.fixture
def library(typed: tuple[Stack, Shell]) -> Stack:
    return typed[0]


def test_all_are_healthy_and_hold_their_first_data(library: Stack) -> None:
    assert library.run(PS).count("(healthy)") == len(engine.PORTS) + 1
    for name in engine.PORTS:
        assert len(library.get(name, f"/{name}").json()) > 3


def test_the_demo_of_lesson_6_shows_what_the_readme_says(typed: tuple[Stack, Shell]) -> None:
    play(*typed, DEMOS[WHOLE][2:-1])


@pytest.mark.parametrize("name", engine.PORTS)
def test_each_service_passes_its_lessons_checks(library: Stack, name: str, tmp_path: Path) -> None:
    lesson = expected(WHOLE)[name].name
    assert_nothing_fails(lesson, check_by_url(lesson, {name: library.url(name)}, tmp_path))


def test_authors_ask_the_books_next_door(library: Stack) -> None:
    written = library.get("authors", "/authors/ursula-k-le-guin/books").json()
    assert written
    assert library.get("books", f"/books/{written[0]['id']}").json() == written[0]
    of_genre = library.get("authors", f"/authors?genre={written[0]['genre']}").json()
    assert "ursula-k-le-guin" in [author["id"] for author in of_genre]


def test_nothing_runs_as_root_or_writes_its_program(library: Stack) -> None:
    containers = library.containers()
    for name in engine.PORTS:
        assert containers[name]["Config"]["User"] == NOBODY
        assert library.compose(f"exec {name} id -u") == "10001\n"
        written = library.compose(f"exec {name} sh -c 'touch /service/x || touch /packages/x || echo refused'")
        assert written == "refused\n"
    assert library.compose("exec postgres id -u") != "0\n"


@pytest.mark.parametrize("name", ["users", "books", "authors"])
def test_a_role_has_its_own_database_only(library: Stack, name: str) -> None:
    said = library.compose(f"exec {name} python -c '{ASK_OTHERS_DATABASE}'")
    assert said.split() == ["False", name]


def test_only_services_are_published_and_only_to_this_machine(library: Stack) -> None:
    published = {
        name: [(port["HostIp"], int(port["HostPort"])) for ports in bound.values() for port in ports]
        for name, each in library.containers().items()
        if (bound := each["HostConfig"]["PortBindings"])
    }
    assert published == {name: [("127.0.0.1", port)] for name, port in library.ports.items()}


def test_a_killed_service_comes_back_and_the_others_answer_meanwhile(library: Stack) -> None:
    def restarts() -> int:
        count: int = library.containers()["books"]["RestartCount"]
        return count

    before = restarts()
    meanwhile: set[int | None] = set()
    library.compose("exec books sh -c 'kill 1'", fails=True)  # it may take the shell that killed it with it

    def back() -> bool:
        meanwhile.update(library.status(name, f"/{name}") for name in ("movies", "users", "authors"))
        return restarts() > before and library.status("books") == 200

    until(back, "books is back", 30)
    assert meanwhile == {200}
    assert library.get("authors", "/authors/ursula-k-le-guin/books").json()


def test_without_books_only_what_needs_books_fails(library: Stack) -> None:
    library.compose("stop books")
    assert {name: library.status(name, f"/{name}") for name in ("movies", "users", "authors")} == {
        "movies": 200,
        "users": 200,
        "authors": 200,
    }
    assert library.status("authors", "/authors/ursula-k-le-guin/books") in (502, 503, 504)
    library.compose("start books")
    library.waits_for("books")
    assert library.status("authors", "/authors/ursula-k-le-guin/books") == 200


def test_a_database_that_dies_comes_back_with_its_data(library: Stack) -> None:
    before = library.get("users", "/users").json()
    docker("exec", library.containers()["postgres"]["Id"], "sh", "-c", "kill -9 -1")
    until(lambda: library.status("users", "/users") == 200, "users has its database again", 30)
    assert library.get("users", "/users").json() == before
    assert library.status("movies", "/movies") == 200


def test_data_outlive_the_containers(library: Stack) -> None:
    user = {"name": "Someone New", "email": "someone.new@example.org"}
    location = requests.post(f"{library.url('users')}/users", json=user, timeout=10).headers["Location"]
    held = {name: library.get(name, f"/{name}").json() for name in ("users", "books", "authors")}
    library.run(DOWN)
    assert [name for name in library.left() if "postgres" not in name] == []
    library.run(UP)
    assert {name: library.get(name, f"/{name}").json() for name in held} == held
    assert user.items() <= library.get("users", location.removeprefix(library.url("users"))).json().items()
