"""What a service must be able to do in its cage: the libraries, several workers, files, other services."""

from __future__ import annotations

import asyncio
import importlib
import multiprocessing
import os
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import zoneinfo
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

from caged_place import Place

LIBRARIES = "flask flask_restx flask_restful sqlalchemy psycopg2 alembic yaml requests redis jwt cryptography argon2"
SECONDS = 10

ORDINARY: dict[str, Callable[[Place], object]] = {}


def ordinary(act: Callable[[Place], object]) -> None:
    """Note something that works if it gives something true."""
    ORDINARY[act.__name__.replace("_", " ")] = act


class Server(BaseApplication):  # type: ignore[misc]
    """A program with two workers of four threads each."""

    def load_config(self) -> None:
        for name, value in {
            "workers": 2,
            "threads": 4,
            "worker_class": "gthread",
            "loglevel": "critical",
            "control_socket_disable": True,
            "worker_tmp_dir": tempfile.gettempdir(),
            "user": os.geteuid(),
            "group": os.getegid(),
        }.items():
            self.cfg.set(name, value)

    def load(self) -> Callable[..., list[bytes]]:
        def application(_: object, start: Callable[..., object]) -> list[bytes]:
            start("200 OK", [("Content-Type", "text/plain"), ("Connection", "close")])
            return [str(os.getpid()).encode()]

        return application


@ordinary
def import_the_libraries(_: Place) -> object:
    return [importlib.import_module(name) for name in LIBRARIES.split()]


@ordinary
def import_its_own_file(place: Place) -> object:
    sys.path.insert(0, str(place.submission))
    return importlib.import_module("mine").MINE


@ordinary
def serve_with_many_workers(place: Place) -> object:
    tempfile.tempdir = str(place.own)
    master = os.fork()
    if not master:
        Arbiter.LISTENERS = place.serving
        try:
            Server().run()
        finally:
            os._exit(0)
    import requests

    url = f"http://localhost:{place.given_port}/"
    workers = set()
    deadline = time.monotonic() + SECONDS
    try:
        with ThreadPoolExecutor(4) as pool:
            while len(workers) < 2 and time.monotonic() < deadline:
                with suppress(requests.ConnectionError):
                    workers |= {reply.text for reply in pool.map(lambda _: requests.get(url, timeout=5), range(8))}
    finally:
        os.kill(master, signal.SIGTERM)
    return len(workers) == 2 and os.waitpid(master, 0)[1] == 0


@ordinary
def find_localhost(place: Place) -> object:
    return [
        socket.getaddrinfo("localhost", place.given_port, type=socket.SOCK_STREAM),
        socket.getaddrinfo("127.0.0.1", place.given_port, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG),
        socket.gethostbyname("localhost") == "127.0.0.1",
    ]


@ordinary
def fail_to_find_others_at_once(_: Place) -> object:
    began = time.monotonic()
    with suppress(socket.gaierror):
        socket.getaddrinfo("movies.example", 80)
    return time.monotonic() - began < 1


@ordinary
def be_told_that_the_database_is_away(place: Place) -> object:
    os.environ["HOME"] = str(place.own)
    import psycopg2

    try:
        psycopg2.connect(host="localhost", port=place.closed_port, user="x", password="x", connect_timeout=1)
    except psycopg2.OperationalError as error:
        return "refused" in str(error)
    return False


@ordinary
def write_temporary_files(place: Place) -> object:
    with tempfile.TemporaryDirectory(dir=place.own) as folder, tempfile.NamedTemporaryFile(dir=folder) as file:
        file.write(bytes(100_000))
        Path(folder, "sub").mkdir()
        Path(folder, "a").touch()
        return Path(folder, "a").rename(Path(folder, "sub", "b")).replace(Path(folder, "c"))


@ordinary
def keep_within_disk(place: Place) -> object:
    return os.statvfs(place.own).f_blocks


@ordinary
def run_python(place: Place) -> object:
    command = [sys.executable, "-c", "import json, ssl, sqlite3, ctypes; print('ran')"]
    return subprocess.run(command, cwd=place.own, capture_output=True, text=True, check=True).stdout == "ran\n"


@ordinary
def run_python_asynchronously(_: Place) -> object:
    async def run() -> int:
        process = await asyncio.create_subprocess_exec(sys.executable, "-c", "")
        return await process.wait()

    return asyncio.run(run()) == 0


@ordinary
def work_in_processes(_: Place) -> object:
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe()
    worker = context.Process(target=there.send, args=("done",))
    worker.start()
    worker.join()
    return here.recv() == "done"


@ordinary
def work_in_threads(_: Place) -> object:
    threads = [threading.Thread(target=time.monotonic) for _ in range(8)]
    for thread in threads:
        thread.start()
    return [thread.join() for thread in threads]


@ordinary
def speak_tls(_: Place) -> object:
    return ssl.create_default_context().protocol


@ordinary
def know_the_time_in_other_places(_: Place) -> object:
    return zoneinfo.ZoneInfo("Europe/Berlin")


@ordinary
def discard_and_be_random(_: Place) -> object:
    Path("/dev/null").write_text("x")
    return len(Path("/dev/urandom").open("rb").read(8)) == 8


@ordinary
def count_the_processors(_: Place) -> object:
    return os.cpu_count()
