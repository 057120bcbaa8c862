"""What the workshop's own PostgreSQL and Valkey have in common: their port, their owner, their user."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from workshop.serve import leftovers
from workshop.serve.ports import free_port
from workshop.stores import postgres, process, unprivileged, valkey
from workshop.stores.process import OwnServer

posix = pytest.mark.skipif(sys.platform == "win32", reason="processes as POSIX has them")
as_root = pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() != 0, reason="only root has to give up its privileges"
)
SERVERS: list[type[OwnServer]] = [postgres.Server]
if sys.platform != "win32":  # there is no Valkey for Windows
    SERVERS += [valkey.Server]
each = pytest.mark.parametrize("server_class", SERVERS, ids=lambda server_class: server_class.name)


@each
def test_a_port_that_somebody_takes_meanwhile_is_left_to_them(
    server_class: type[OwnServer], monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as others:
        taken = others.getsockname()[1]
        ports = iter([taken, free_port()])
        monkeypatch.setattr(process, "free_port", lambda: next(ports))
        server = server_class(leftovers.new_mark())
    try:
        assert server.port != taken
    finally:
        server.close()


@posix
@each
def test_it_ends_with_the_one_who_started_it(server_class: type[OwnServer]) -> None:
    program = (
        "import signal\n"
        f"from {server_class.__module__} import Server\n"
        "print(Server('').process.pid, flush=True)\n"
        "signal.pause()\n"
    )
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, cwd=leftovers.ROOT, stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout
        server = psutil.Process(int(owner.stdout.readline()))
        owner.kill()
    leftovers.clear()
    _, running = psutil.wait_procs([server], timeout=5)
    assert all(left.status() == psutil.STATUS_ZOMBIE for left in running)


@posix
@each
def test_it_outlives_the_thread_that_started_it(server_class: type[OwnServer]) -> None:
    with ThreadPoolExecutor() as pool:
        server = pool.submit(server_class).result()
    try:
        assert lives(server)
        server.kill()
        with ThreadPoolExecutor() as pool:
            pool.submit(server.start).result()
        assert lives(server)
    finally:
        server.close()


@as_root
@each
def test_root_runs_it_as_somebody_else(server_class: type[OwnServer]) -> None:
    server = server_class(leftovers.new_mark())
    try:
        assert server.process
        assert psutil.Process(server.process.pid).uids().real != 0
    finally:
        server.close()


@as_root
def test_a_folder_that_only_root_enters_is_not_used(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    user = unprivileged.user()
    assert unprivileged.folder_for(closed / "postgres", user) != closed / "postgres"
    assert unprivileged.folder_for(closed / "postgres", {}) == closed / "postgres"


def lives(server: OwnServer) -> bool:
    """Whether it still runs after a moment."""
    assert server.process
    try:
        server.process.wait(0.5)
    except subprocess.TimeoutExpired:
        return True
    return False
