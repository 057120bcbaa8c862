"""What checks have of Docker, on a service of a few lines: images, containers, a gateway, a stack; and their end."""

from __future__ import annotations

import os
import shutil
import signal
import socket
from pathlib import Path

import pytest

import engine
from engine import docker
from small_course import Course, Outcome, until
from workshop.harness.docker import ownership, published
from workshop.harness.docker.ignoring import ignored
from workshop.harness.docker.ownership import Owner
from workshop.harness.docker.recipe import Recipe
from workshop.serve.ports import free_port

with_engine = pytest.mark.skipif(engine.missing() is not None, reason=str(engine.missing()))

SERVE = """
import signal, sys, threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.answer(200)
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.answer(201)
    def answer(self, status):
        self.send_response(status)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

server = ThreadingHTTPServer(("", 8000), Handler)
server.daemon_threads = False
signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
server.serve_forever(0.05)
server.server_close()
"""
FILES = {
    "serve.py": SERVE,
    "Dockerfile": """
FROM python:3.13-slim AS base
WORKDIR /service
FROM base
COPY serve.py ./
USER 10001:10001
CMD ["python", "serve.py"]
""",
    "nginx.conf": """
pid /tmp/nginx.pid;
events {}
http {
  client_body_temp_path /tmp/body; proxy_temp_path /tmp/proxy; fastcgi_temp_path /tmp/fastcgi;
  uwsgi_temp_path /tmp/uwsgi; scgi_temp_path /tmp/scgi;
  resolver 127.0.0.11 valid=1s;
  server {
    listen 8080;
    location = /health { return 200; }
    include rooms.conf;
  }
}
""",
    "rooms.conf": "location /movies { set $room movies:8001; proxy_pass http://$room; }",
    "compose.yml": """
x-files: &files ["./nginx.conf:/etc/nginx/nginx.conf:ro", "./rooms.conf:/etc/nginx/rooms.conf:ro"]
services:
  gateway: {image: "nginx:1.28", volumes: *files, ports: ["8080:8080", "8443:8443"]}
  movies: {build: ., restart: always}
""",
}
CARELESS = """
FROM python:3.13-slim
WORKDIR /service
COPY . .
RUN rm .env
CMD python serve.py; echo ended
"""
FIXTURES = """
from workshop.harness import compose_fixture, gateway_fixture, image_fixture, library_fixture, task
from workshop.harness.reply import Unmet

image = image_fixture("mini")
gateway = gateway_fixture("nginx.conf")
composed = compose_fixture()
library = library_fixture()


def require(condition, expected, got):
    if not condition:
        raise Unmet(expected, str(got))
"""
IMAGES = """
@task(1)
def test_it_holds_what_it_needs(image):
    "An image holds what it needs."
    require(image.base_tag == "python:3.13-slim", "the base of the base", image.base_tag)
    require(0 < image.over_base < 1_000_000, "a small image", image.over_base)
    require("service/serve.py" in image.added(), "the program", image.added())
    require(not image.leaks(), "no bait", ", ".join(map(str, image.leaks())))


@task(2)
def test_it_stops_in_order(image):
    "A request that is under way is answered."
    container = image.run().wait_ready()
    slow = container.send_slowly("POST", "/", b"{}" * 1000)
    stopping = container.stopping()
    require(stopping.noticed(1), "no new requests", "one is taken")
    slow.finish().expect(201)
    stopped = stopping.wait(3)
    require(stopped.code == 0, "an end in order", stopped)
"""
STACKS = """
@task(3)
def test_a_gateway(gateway):
    "A gateway asks the room behind it."
    gateway.rooms["movies"].answers(201, headers=[("X-Two", "1"), ("X-Two", "2")])
    reply = gateway.get("/movies/7?a=b", headers={"X-Mine": "yes"}).expect(201, headers={"X-Two": "1, 2"})
    (visit,) = gateway.rooms["movies"].requests
    require((visit.target, visit.headers["x-mine"]) == ("/movies/7?a=b", "yes"), "the request as it came", visit)
    gateway.neighbour.get("/movies").expect(201)
    gateway.rooms["movies"].stops()
    gateway.get("/movies").expect(502)


@task(3)
def test_a_library(library, composed):
    "A stack comes back when a part of it crashes."
    require(len(composed.services["gateway"]["ports"]) == 2, "the file as it is", composed)
    library.wait_ready("/health")
    library.kill("movies")
    library.wait_for(lambda: library.ps()["movies"].restarts == 1, "movies to be started again")
    library.down()
    library.up()
    library.get("/health").expect(200)
    library.restart_all()
    library.wait_ready("/health")
"""
WAITING = """
@task(1)
def test_for_half_a_minute(image):
    "It takes its time."
    image.run().execute("sleep", "30")
"""


@pytest.fixture(scope="module")
def rooms(course: Course) -> Course:
    """The small course, whose lesson works with Docker."""
    path = course.lesson / "lesson.toml"
    path.write_text("engine = true\n" + path.read_text())
    shutil.rmtree(course.checks)
    course.checks.mkdir()
    return course


def begun(rooms: Course, checks: str = IMAGES, **changes: str) -> Course:
    """The course with these checks, and with the work finished but for the files of `changes`."""
    (rooms.checks / "test_room.py").write_text(FIXTURES + checks)
    rooms.renew()
    rooms.begin("solutions")
    for name, text in (FILES | changes).items():
        rooms.write(name, text)
    return rooms


def messages(outcome: Outcome) -> dict[str, str]:
    return {check["name"]: check["message"] for task in outcome.verdict["tasks"] for check in task["checks"]}


def made_by(pid: int) -> list[str]:
    """What there is of the checker that runs as this process."""
    mine = ("--quiet", "--filter", f"label=workshop.run={pid}")
    kinds = (("ps", "--all"), ("network", "ls"), ("volume", "ls"), ("image", "ls"))
    return [found for kind in kinds for found in docker(*kind, *mine).split()]


@with_engine
def test_a_good_service_passes_and_leaves_nothing(rooms: Course) -> None:
    process = begun(rooms, IMAGES + STACKS).start("check", "9", "--json", "-")
    outcome = rooms.finish(process)
    assert outcome.verdict["score"] == 4, messages(outcome)
    assert made_by(process.pid) == []


@with_engine
def test_bait_is_found_where_it_is_copied_and_a_deaf_shell_is_killed(rooms: Course) -> None:
    said = messages(begun(rooms, Dockerfile=CARELESS).check())
    assert ".env (service/.env, deleted only after it was put in)" in said["test_it_holds_what_it_needs"]
    assert "users/key.pem (service/users/key.pem)" in said["test_it_holds_what_it_needs"]
    assert "expected no new requests" in said["test_it_stops_in_order"]


@with_engine
def test_a_build_that_fails_says_where(rooms: Course) -> None:
    said = messages(begun(rooms, Dockerfile="FROM python:3.13-slim\nRUN echo because >&2; false\n").check())
    assert said["test_it_holds_what_it_needs"].startswith("expected your image to be built\ngot")
    assert "because" in said["test_it_stops_in_order"]
    assert "RUN echo because" in said["test_it_stops_in_order"]


@with_engine
def test_a_file_that_nginx_is_not_given_is_named(rooms: Course) -> None:
    alone = FILES["compose.yml"].replace(', "./rooms.conf:/etc/nginx/rooms.conf:ro"', "")
    checks = STACKS.partition("@task(3)\ndef test_a_library")[0]
    said = messages(begun(rooms, checks, **{"compose.yml": alone}).check())
    assert "mounts into gateway: nginx.conf as /etc/nginx/nginx.conf" in said["test_a_gateway"]


@with_engine
def test_what_a_killed_run_leaves_is_removed_by_the_next(rooms: Course) -> None:
    process = begun(rooms, WAITING).start("check", "9")
    container = ("ps", "--quiet", "--filter", f"label=workshop.run={process.pid}")
    until(lambda: docker(*container), "a container runs", seconds=120)  # an image is built first
    os.killpg(process.pid, signal.SIGKILL)
    rooms.finish(process)
    assert made_by(process.pid)
    begun(rooms, WAITING, Dockerfile="FROM nothing").check()
    assert made_by(process.pid) == []


def test_without_an_engine_its_checks_are_skipped_and_earn_nothing(rooms: Course) -> None:
    outcome = begun(rooms).run("check", "9", env={"WORKSHOP_ENGINE": "off"})
    assert "0/4 points" in outcome.said
    assert "0 checks pass, 1 skipped: needs Docker: switched off (WORKSHOP_ENGINE=off)." in outcome.said
    assert "Its 2 points are not earned here." in outcome.said


@with_engine
def test_a_port_that_somebody_takes_meanwhile_is_left_to_them(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as others:
        taken = others.getsockname()[1]
        ports = iter([taken, free_port()])
        monkeypatch.setattr(published, "free_port", lambda: next(ports))
        owner = Owner(os.getpid(), "port", "port")
        try:
            _, port = published.start(8000, *ownership.options(owner.passing), "nginx:1.28")
            assert port != taken
        finally:
            ownership.remove_run(owner.run)


@pytest.mark.parametrize(
    ("path", "rules", "out"),
    [
        ("users/key.pem", ["*.pem"], False),
        ("users/key.pem", ["**/*.pem"], True),
        ("key.pem", ["**/*.pem"], True),
        ("users/key.pem", ["users"], True),
        ("users/key.pem", ["*", "!users", "**/*.pem"], True),
        ("users/app.py", ["*", "!users", "**/*.pem"], False),
        ("users/app.py", ["users/", "!users/app.py"], False),
        (".env", ["# .env", "", "./.env "], True),
        (".environment", [".env"], False),
        ("a/b/c", ["a/*/c"], True),
        ("a/b/b/c", ["a/*/c"], False),
        ("notes1", ["notes[0-9]", "!notes[^2]"], False),
    ],
)
def test_rules_of_a_dockerignore(path: str, rules: list[str], out: bool) -> None:
    assert ignored(path, rules) is out


def test_a_dockerfile_is_read(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text(
        "# syntax=docker/dockerfile:1\nARG V=3.13-slim\nFROM python:${V} AS build\nRUN a \\\n  # why\n  && b\n"
        'FROM scratch AS other\nFROM build\nRUN <<END\nFROM here\nEND\nCMD ["gunicorn", "-b"]\n'
    )
    recipe = Recipe(tmp_path)
    assert [(stage.base, stage.name, len(stage.steps)) for stage in recipe.stages] == [
        ("python:3.13-slim", "build", 1),
        ("scratch", "other", 0),
        ("build", "", 2),
    ]
    assert recipe.base_tag == "python:3.13-slim"
    assert recipe.stages[0].steps[0].arguments.split() == ["a", "&&", "b"]
    assert recipe.final.steps[-1].exec == ["gunicorn", "-b"]
