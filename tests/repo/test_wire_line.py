"""The line between the console and its switchboard: what can be ordered, and when the switchboard ends."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import psutil
import pytest
import requests

from wired import HOST, SECONDS, SOON, Bench, is_cut, to_the_end
from workshop.catalog import ROOT
from workshop.demo.wire import line
from workshop.demo.wire.line import Line, WireError
from workshop.demo.wire.plan import Plan, PlanError, Tap
from workshop.serve.ports import free_port
from workshop.serve.waiting import until

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals as POSIX has them")


@pytest.fixture
def bench() -> Iterator[Bench]:
    with Bench() as bench:
        yield bench


# the console's side


def test_orders_that_can_not_be_followed(bench: Bench) -> None:
    books = bench.books()
    wire = bench.through(books).wire
    with pytest.raises(WireError, match=r'No edge leads to "bokks"\. Edges lead to books'):
        wire.slow("bokks", 1)
    with pytest.raises(WireError, match='No edge leads to "bokks"'):
        wire.retarget("bokks", HOST, 1)
    for seconds in (-1, 31, float("nan"), "1"):
        with pytest.raises(WireError, match=r'(?s)This is no order: .*"seconds": 0 to 30'):
            wire.slow("books", seconds)  # type: ignore[arg-type]
    stranger = Line(wire.address[1], "guessed")
    with pytest.raises(WireError, match="must be the token"):
        stranger.figures()
    stranger.hang_up()
    with socket.create_connection(wire.address, SECONDS) as raw:
        raw.sendall(f"{wire.token}\nwhat?\n[]\n".encode())
        with raw.makefile("rb") as lines:
            said = [json.loads(lines.readline()) for _ in range(2)]
        assert all("This is no order" in each["problem"] for each in said)
    with socket.create_connection(wire.address, SECONDS) as raw:
        raw.sendall(wire.token.encode() + b"\n" + bytes(1_000_000))
        assert is_cut(raw)
    assert len(wire.figures()) == 1


def test_threads_share_a_line_and_it_is_mended(bench: Bench) -> None:
    books = bench.books()
    wired = bench.through(books)
    said: list[object] = []

    def ask() -> None:
        for number in range(20):
            try:
                wired.wire.slow("books", number / 1000)
                said.append([each.target for each in wired.wire.figures()])
            except WireError as error:
                said.append(error)

    threads = [threading.Thread(target=ask) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said == 100 * [["books"]]
    assert wired.wire.stream
    wired.wire.hang_up()
    assert len(wired.wire.figures()) == 1


def test_a_port_that_is_taken() -> None:
    with socket.create_server((HOST, 0)) as holder:
        port = holder.getsockname()[1]
        with pytest.raises(WireError, match=f"port {port}, for books, is taken by .*{os.getpid()}"):
            line.start([Tap("authors", "books", "http", (HOST, 1), port)])


@posix
def test_a_port_can_be_had_again_at_once(bench: Bench) -> None:
    """Although a connection has ended there a moment ago."""
    target = bench.target(lambda connection: connection.sendall(b"hello"))
    tap = Tap("authors", "books", "tcp", (HOST, target.port), free_port())
    for _ in range(2):
        with line.start([tap]) as wire, socket.create_connection((HOST, wire.ports[0]), SECONDS) as client:
            assert wire.ports == [tap.listen]
            assert to_the_end(client) == b"hello"


def test_a_plan_that_can_not_be_followed() -> None:
    with pytest.raises(PlanError, match='authors → books: a kind is "http" or "tcp", not \'udp\''):
        Tap("authors", "books", "udp", (HOST, 1))
    with pytest.raises(PlanError, match="2 edges listen on port 8003"):
        Plan(
            "token", (Tap("authors", "books", "http", (HOST, 1), 8003), Tap("movies", "books", "http", (HOST, 1), 8003))
        )
    for text in (b"", b"[]", b'{"token": "t"}', b'{"token": "t", "edges": [{"source": "a", "to": ["b", 1]}]}'):
        with pytest.raises(PlanError, match="The plan can't be read"):
            Plan.decode(text)


def test_it_ends_when_it_is_closed(bench: Bench) -> None:
    books = bench.books()
    with line.start([Tap("authors", "books", "http", (HOST, books.port))]) as wire:
        with socket.create_connection((HOST, wire.ports[0]), SECONDS) as client:
            assert until(lambda: wire.figures()[0].open, SOON)
            wire.close()
            assert is_cut(client)
        assert wire.process.wait(SOON) == 0
        with pytest.raises(WireError, match="does not answer"):
            wire.figures()


def test_it_ends_without_a_word(bench: Bench, capfd: pytest.CaptureFixture[str]) -> None:
    books = bench.books()
    with line.start([Tap("authors", "books", "http", (HOST, books.port))]) as wire:
        assert requests.get(f"http://{HOST}:{wire.ports[0]}", timeout=SECONDS).status_code == 404
        assert wire.figures()
    assert capfd.readouterr() == ("", "")


def test_it_ends_with_the_one_who_started_it() -> None:
    program = (
        "import threading\n"
        "from workshop.demo.wire import line\n"
        f"print(line.start([line.Tap('authors', 'books', 'http', ('{HOST}', 1))]).process.pid, flush=True)\n"
        "threading.Event().wait()\n"
    )
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout
        switchboard = psutil.Process(int(owner.stdout.readline()))
        owner.kill()
    psutil.wait_procs([switchboard], timeout=SECONDS)
    assert not switchboard.is_running() or switchboard.status() == psutil.STATUS_ZOMBIE


@posix
def test_it_runs_where_there_is_nothing_but_httptools(bench: Bench, tmp_path: Path) -> None:
    """As in a container: its own folder, Python, httptools, and a plan in a file."""
    books = bench.books()
    httptools = find_spec("httptools")
    assert httptools
    assert httptools.submodule_search_locations
    (tmp_path / "httptools").symlink_to(httptools.submodule_search_locations[0])
    shutil.copytree(ROOT / "workshop" / "demo" / "wire", tmp_path / "workshop" / "demo" / "wire")
    plan = tmp_path / "plan.json"
    plan.write_bytes(Plan("token", (Tap("authors", "books", "http", ("localhost", books.port)),)).encode())
    command = [sys.executable, "-S", "-m", "workshop.demo.wire.switchboard", str(plan)]
    process = subprocess.Popen(command, cwd=tmp_path, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    try:
        assert process.stdout
        said = json.loads(process.stdout.readline())
        wire = Line(said["control"], "token")
        wire.wait(SECONDS)
        assert requests.get(f"http://{HOST}:{said['ports'][0]}", timeout=SECONDS).status_code == 404
        assert wire.figures()[0].outcomes == {"4xx": 1}
        wire.hang_up()
        process.terminate()
        assert process.wait(SOON) == 0
    finally:
        process.kill()
        process.communicate()
