"""`up`: the services of a lesson as processes with their databases, driven as an instructor does at a terminal."""

from __future__ import annotations

import re
import shutil
import socket
import sys
from pathlib import Path

import psutil
import pytest
import requests

if sys.platform == "win32":
    pytest.skip("plays at a pseudo-terminal", allow_module_level=True)

from small_course import until
from small_library import STACKED, Library
from terminal import Terminal
from workshop.check.checker import Checker
from workshop.doctor.ports import holder
from workshop.serve.ports import is_taken

GENRE = "science fiction"


def test_a_stack_stands_heals_and_stops(library: Library) -> None:
    with Terminal(library, "up", "6") as terminal:
        shown = terminal.shows("Ctrl-C stops all of it")
        for service, port in library.ports.items():
            assert f"http://127.0.0.1:{port}" in shown
            assert service in shown
        assert shown.count("│ ok") == len(library.ports) + 1

        reply = requests.get(library.url("authors", "/authors"), params={"genre": GENRE}, timeout=10)
        assert {author["id"] for author in reply.json()} >= {"ursula-k-le-guin", "mary-shelley"}
        terminal.shows("GET /authors?genre=science+fiction HTTP/1.1 200")

        made = requests.post(library.url("authors", "/authors"), json={"name": "Nobody Yet", "born": 1990}, timeout=10)
        assert made.status_code == 201

        killed = holder(library.ports["books"])
        assert killed is not None
        killed.kill()
        terminal.shows("was killed by signal 9; started again", "answers again on")
        assert requests.get(library.url("books", "/books"), timeout=10).status_code == 200

        (server,) = [process for process in library.left() if "--listen_addresses=127.0.0.1" in process.cmdline()]
        server.kill()
        terminal.shows("has ended; started again")
        until(lambda: requests.get(library.url("users", "/users"), timeout=10).ok, "users have their database again")

        terminal.press("\x03")
        terminal.shows("All is stopped, and the ports are free")
        assert terminal.ends() == 0
    assert not any(map(is_taken, library.ports.values()))
    library.leaves_nothing()

    with Terminal(library, "up", "6") as terminal:
        terminal.shows("Ctrl-C stops all of it")
        assert requests.get(library.url("authors", made.headers["Location"]), timeout=10).json()["name"] == "Nobody Yet"
        psutil.Process(terminal.child.pid).terminate()
        assert terminal.ends() != 0
    library.leaves_nothing()


def test_a_port_that_is_taken_is_told_with_who_has_it(library: Library) -> None:
    with socket.socket() as holding:
        holding.bind(("127.0.0.1", library.ports["users"]))
        holding.listen()
        outcome = library.run("up", "6")
    assert outcome.code == 1
    assert f"port {library.ports['users']}, for users, is taken by {psutil.Process().name()}" in outcome.said
    assert "Nothing was started." in outcome.said
    assert "Traceback" not in outcome.said
    (elsewhere,) = re.findall("USERS_PORT=([0-9]+)", outcome.said)
    with Terminal(library, "up", "6", env={"USERS_PORT": elsewhere}) as terminal:
        assert f"http://127.0.0.1:{elsewhere}" in terminal.shows("Ctrl-C stops all of it")
        assert requests.get(f"http://127.0.0.1:{elsewhere}/users", timeout=10).ok


@pytest.mark.parametrize("port", ["web", "0", "65536", "٣"])
def test_what_is_no_port_is_told(library: Library, port: str) -> None:
    outcome = library.run("up", "6", env={"USERS_PORT": port})
    assert outcome.code == 2
    assert f"USERS_PORT is a port, a number from 1 to 65535; got {port}" in outcome.said


def test_the_learners_own_services_where_they_pass(library: Library) -> None:
    library.has_done(3)
    broken = library.has_done(4) / "users" / "app.py"
    broken.write_text(broken.read_text(encoding="utf-8").replace('"/health"', '"/healthy"'), encoding="utf-8")
    with Terminal(library, "up", "4", "--mine") as terminal:
        shown = " ".join(terminal.shows("Ctrl-C stops all of it").split())
        assert "does not pass yet, so the solution stands in" in shown
        assert "yours, work/03-movie-service" in shown
        assert "solution of lesson 4" in shown
        terminal.press("\x03")
        terminal.ends()
    library.leaves_nothing()


def test_a_check_calls_the_learners_own_service_where_it_passes(library: Library) -> None:
    own = library.has_done(5)
    asked = ("check", "6", "--tree", "solutions", "--task", "3", "--mine")
    outcome = library.run(*asked)
    assert outcome.code == 0
    assert "books: checking your lesson 5" in outcome.said
    assert "stands in" not in outcome.said

    program = own / "books" / "app.py"
    program.write_text(program.read_text(encoding="utf-8").replace('"/health"', '"/healthy"'), encoding="utf-8")
    outcome = library.run(*asked)
    assert outcome.code == 0
    assert "does not pass yet, so the solution stands in" in outcome.said

    outcome = library.run("check", "5", "--mine")
    assert outcome.code == 2
    assert "--mine goes with a lesson whose services call others; those of 5 don't" in outcome.said
    library.leaves_nothing()


def test_a_neighbour_is_the_program_that_was_named(tmp_path: Path) -> None:
    lesson = next(lesson for lesson in STACKED if lesson.number == 6)
    books = tmp_path / "books"
    shutil.copytree(next(lesson for lesson in STACKED if lesson.number == 5).solution, books)
    (books / "books" / "app.py").write_text("import nothing_of_that_name\n", encoding="utf-8")
    with Checker(lesson, neighbours={"books": str(books)}) as checker:
        verdict = checker.check(lesson.solution, tree="solutions", tasks=[3])
    (failing,) = [check for task in verdict.tasks for check in task.checks if check.status == "failed"][:1]
    assert "nothing_of_that_name" in failing.message


def test_a_service_by_hand_has_its_database_and_its_neighbours_address(library: Library) -> None:
    with Terminal(library, "serve", "6", "--tree", "solutions") as terminal:
        shown = terminal.shows(f"authors answers on {library.url('authors', '')}")
        assert f"BOOKS_URL is {library.url('books', '')}" in " ".join(shown.split())
        names = [author["name"] for author in requests.get(library.url("authors", "/authors"), timeout=10).json()]
        assert "Ursula K. Le Guin" in names
        reply = requests.get(library.url("authors", "/authors/ursula-k-le-guin/books"), timeout=10)
        assert reply.status_code in (502, 503), "nobody has started the books"
        terminal.press("\x03")
        terminal.shows("authors is stopped.")
        assert terminal.ends() == 0
    library.leaves_nothing()


def test_what_does_not_start_is_told_and_nothing_is_left(library: Library) -> None:
    program = library.root / "solutions" / "04-user-service" / "users" / "app.py"
    program.write_text("import nothing_of_that_name\n", encoding="utf-8")
    outcome = library.run("up", "4")
    assert outcome.code == 1
    for piece in ("users (solution of lesson 4) did not start", "nothing_of_that_name", "Nothing is left running."):
        assert piece in outcome.said
    assert "Traceback" not in outcome.said
    library.leaves_nothing()


def test_a_stack_that_was_killed_is_cleared_at_the_next_start(library: Library) -> None:
    with Terminal(library, "up", "4") as terminal:
        terminal.shows("Ctrl-C stops all of it")
        psutil.Process(terminal.child.pid).kill()
        terminal.ends()
    with Terminal(library, "up", "4") as terminal:
        terminal.shows("Ctrl-C stops all of it")
        assert requests.get(library.url("users", "/users"), timeout=10).status_code == 200
        terminal.press("\x03")
        terminal.ends()
    until(lambda: not library.left(), "nothing is left running")
