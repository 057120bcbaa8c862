"""Targets that die, freeze, are slow or are replaced behind a switchboard; clients that leave; real stores."""

from __future__ import annotations

import contextlib
import socket
import sys
import threading
import time
from collections.abc import Iterator

import psutil
import psycopg2
import pytest
import redis
import requests

from wired import (
    GET,
    HOST,
    SECONDS,
    SOON,
    Bench,
    Target,
    exactly,
    head,
    is_cut,
    is_silent,
    is_turned_away,
    reset,
    to_the_end,
)
from workshop.demo.wire import line
from workshop.demo.wire.counts import BOUNDS
from workshop.demo.wire.entrance import MOST_CONNECTIONS
from workshop.demo.wire.plan import Tap
from workshop.serve import leftovers
from workshop.serve.ports import free_port
from workshop.serve.waiting import until
from workshop.stores import postgres, valkey

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals as POSIX has them")


@pytest.fixture
def bench() -> Iterator[Bench]:
    with Bench() as bench:
        yield bench


# targets and clients that fail


def test_a_dead_target_is_told_at_once_and_comes_back(bench: Bench) -> None:
    books = bench.books()
    wired = bench.through(books)
    books.down()
    for number in range(1, 4):
        began = time.monotonic()
        assert is_turned_away(wired.port)
        assert time.monotonic() - began < SOON
        wired.expect({"none": number})
    books.up()
    assert requests.get(wired.url, timeout=SECONDS).status_code == 404
    wired.expect({"none": 3, "4xx": 1})


def test_a_request_that_is_cut_had_no_answer(bench: Bench) -> None:
    books = bench.books()
    wired = bench.through(books)
    books.resets(times=1)
    with wired.connect() as client:
        client.sendall(GET)
        with pytest.raises(ConnectionResetError):
            client.recv(1)
    wired.expect({"none": 1})
    books.hangs()
    with wired.connect() as client:
        client.sendall(3 * GET)
        books.wait_for(lambda: len(books.requests) == 2)
        books.down()
        assert is_cut(client)
        wired.expect({"none": 4})


@pytest.mark.parametrize("reads", [True, False], ids=["a client that reads", "a client that sends first"])
def test_a_reply_that_is_cut_does_not_look_whole(bench: Bench, reads: bool) -> None:
    """It has no length: only an orderly end may end it."""

    def begin(connection: socket.socket) -> None:
        head(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\nhalf")
        connection.settimeout(0.3)
        with contextlib.suppress(TimeoutError):  # as much as goes
            connection.sendall(bytes(50_000_000) if not reads else b"")
        reset(connection)

    with bench.through(bench.target(begin)).connect() as client:
        client.sendall(b"POST / HTTP/1.1\r\nContent-Length: 20000000\r\n\r\n")
        if not reads:
            client.sendall(bytes(20_000_000))
        with pytest.raises(ConnectionResetError):
            to_the_end(client)


def test_a_client_that_gives_up_had_no_answer(bench: Bench) -> None:
    """It is counted while the target still hangs, and the target is told."""
    ended: list[bytes] = []
    over = threading.Event()

    def hang(connection: socket.socket) -> None:
        head(connection)
        ended.append(to_the_end(connection))
        over.wait(SECONDS)

    wired = bench.through(bench.target(hang))
    for number in range(1, 3):
        with pytest.raises(requests.Timeout):
            requests.get(wired.url, timeout=0.3)
        wired.expect({"none": number})
    assert until(lambda: ended == [b"", b""], SOON)
    over.set()


@pytest.mark.parametrize("asks", [False, True], ids=["before it has asked", "while it waits"])
def test_a_client_that_breaks_off_is_broken_off_at_the_target(bench: Bench, asks: bool) -> None:
    ended = threading.Event()

    def wait(connection: socket.socket) -> None:
        if asks:
            head(connection)
        try:
            connection.recv(1)
        except ConnectionResetError:
            ended.set()

    wired = bench.through(bench.target(wait))
    client = wired.connect()
    if asks:
        client.sendall(GET)
    assert until(lambda: wired.figures().open == 1, SOON)
    reset(client)
    assert ended.wait(SOON)
    wired.expect({"none": 1} if asks else {})
    assert wired.figures().open == 0


def test_what_nobody_ends_is_given_up(bench: Bench) -> None:
    """One side has ended, the other says nothing."""
    ended = threading.Event()

    def hang(connection: socket.socket) -> None:
        head(connection)
        assert to_the_end(connection) == b""
        if until(lambda: connection.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR), SOON):
            ended.set()

    wired = bench.through(bench.target(hang), lingering=0.2)
    with wired.connect() as client:
        client.sendall(GET)
        client.shutdown(socket.SHUT_WR)
        with pytest.raises(ConnectionResetError):
            client.recv(1)
    assert ended.wait(SOON)


def test_no_more_connections_than_there_are_places(bench: Bench) -> None:
    books = bench.books()
    wired = bench.through(books)
    with contextlib.ExitStack() as stack:
        inside = [stack.enter_context(wired.connect()) for _ in range(MOST_CONNECTIONS)]
        last = stack.enter_context(wired.connect())
        last.sendall(GET)
        assert until(lambda: wired.figures().open == MOST_CONNECTIONS, SOON)
        assert books.requests == []
        inside[0].close()
        assert head(last)
    assert wired.is_left()


@pytest.mark.skipif(sys.platform != "linux", reason="the limits of another process can be set on Linux alone")
def test_it_goes_on_when_no_more_sockets_could_be_had(bench: Bench) -> None:
    wired = bench.through(bench.books())
    switchboard = psutil.Process(wired.wire.process.pid)
    assert wired.figures().open == 0
    usual = switchboard.rlimit(psutil.RLIMIT_NOFILE)
    switchboard.rlimit(psutil.RLIMIT_NOFILE, (switchboard.num_fds(), usual[1]))
    with wired.connect() as client:
        client.sendall(GET)
        assert is_silent(client)
        switchboard.rlimit(psutil.RLIMIT_NOFILE, usual)
        assert b" 404 " in head(client)


# a delay


def test_replies_are_held_back(bench: Bench) -> None:
    wired = bench.through(bench.books())
    wired.wire.slow("books", 0.3)
    with requests.Session() as client:
        for _ in range(2):
            began = time.monotonic()
            client.get(wired.url, timeout=SECONDS)
            assert time.monotonic() - began >= 0.3
    latency = wired.figures().latency
    assert sum(latency) == 2
    assert [count for bound, count in zip(BOUNDS, latency, strict=False) if count and bound < 0.3] == []


def test_a_delay_that_changes_is_changed_for_what_is_held(bench: Bench) -> None:
    books = bench.books()
    wired = bench.through(books)
    wired.wire.slow("books", 30)
    with wired.connect() as first, wired.connect() as second:
        for client in (first, second):
            client.sendall(GET)
        books.wait_for(lambda: len(books.requests) == 2)
        assert is_silent(first)
        wired.wire.slow("books", 20)
        assert is_silent(first)
        assert wired.outcomes() == {}
        wired.wire.slow("books", 0)
        for client in (first, second):
            assert b" 404 " in head(client)
    wired.expect({"4xx": 2})


def test_a_client_that_does_not_wait_for_a_slow_reply_had_none(bench: Bench) -> None:
    books = bench.books()
    wired = bench.through(books)
    wired.wire.slow("books", 30)
    with pytest.raises(requests.Timeout):
        requests.get(wired.url, timeout=0.1)
    wired.expect({"none": 1})
    wired.wire.slow("books", 0)
    assert wired.is_left()
    wired.expect({"none": 1})


# elsewhere


def test_another_version_takes_over(bench: Bench) -> None:
    """A kept connection that is idle ends; a reply that is under way still comes, and then its connection ends too."""
    books, other = bench.books(), bench.books()
    books.answers(204)
    other.fails(status=500)
    wired = bench.through(books)
    with wired.connect() as idle, wired.connect() as busy:
        idle.sendall(GET)
        assert b" 204 " in head(idle)
        gate = books.stalls()
        busy.sendall(GET)
        books.wait_for(lambda: len(books.requests) == 2)
        wired.wire.retarget("books", HOST, other.port)
        assert to_the_end(idle) == b""
        assert requests.get(wired.url, timeout=SECONDS).status_code == 500
        gate.set()
        assert b" 204 " in head(busy)
        assert to_the_end(busy) == b""
    wired.expect({"2xx": 2, "5xx": 1})


def test_what_is_not_http_is_cut_when_another_takes_over(bench: Bench) -> None:
    def greeter(greeting: bytes) -> Target:
        return bench.target(lambda connection: (connection.sendall(greeting), to_the_end(connection)))

    wired = bench.through(greeter(b"one"), "tcp")
    with wired.connect() as before:
        assert exactly(before, 3) == b"one"
        wired.wire.retarget("books", HOST, greeter(b"two").port)
        assert is_cut(before)
    with wired.connect() as after:
        assert exactly(after, 3) == b"two"


def test_a_delay_is_of_one_target_on_all_edges_into_it(bench: Bench) -> None:
    to = (HOST, bench.books().port)
    edges = ("clients", "books"), ("authors", "books"), ("clients", "movies")
    with line.start([Tap(*edge, "http", to) for edge in edges]) as wire, contextlib.ExitStack() as stack:
        wire.slow("books", 30)
        clients = [stack.enter_context(socket.create_connection((HOST, port), SECONDS)) for port in wire.ports]
        for client in clients:
            client.sendall(GET)
        assert b" 404 " in head(clients[2])
        assert [is_silent(client) for client in clients[:2]] == [True, True]
        wire.slow("books", 0)
        assert all(b" 404 " in head(client) for client in clients[:2])
        figures = wire.figures()
        assert [(each.source, each.target, each.outcomes) for each in figures] == [
            (*edge, {"4xx": 1}) for edge in edges
        ]


@pytest.mark.skipif(sys.platform != "linux", reason="all of 127.0.0.0/8 is this machine on Linux alone")
def test_edges_on_one_port_are_told_apart_by_address(bench: Bench) -> None:
    port = free_port()

    def tap(name: str, at: str) -> Tap:
        to = bench.target(lambda connection: connection.sendall(name.encode())).port
        return Tap(name, "books", "tcp", (HOST, to), port, at)

    def said(address: str) -> bytes:
        with socket.create_connection((address, port), SECONDS) as client:
            return to_the_end(client)

    with line.start([tap("authors", "127.0.0.1"), tap("movies", "127.0.0.2")], host="0.0.0.0") as wire:
        assert wire.ports == [port, port]
        assert said("127.0.0.1") == b"authors"
        assert said("127.0.0.2") == b"movies"
        assert is_turned_away(port, "127.0.0.3")
    with line.start([tap("authors", "localhost"), tap("movies", "")], host="0.0.0.0"):
        assert [said(address) for address in ("127.0.0.1", "127.0.0.3")] == [b"authors", b"movies"]


# stores


def test_a_database_through_the_wire(bench: Bench) -> None:
    server = postgres.Server(leftovers.new_mark())
    try:
        wired = bench.through(server, "tcp")
        url = server.url.replace(str(server.port), str(wired.port))
        connection = psycopg2.connect(url, connect_timeout=5)
        cursor = connection.cursor()
        before = wired.outcomes()["answered"]
        for number in range(10):
            cursor.execute("SELECT repeat('x', 1000000), %s", (number,))
            assert cursor.fetchone() == ("x" * 1_000_000, number)
        wired.expect({"answered": before + 11})  # BEGIN is one
        wired.wire.slow("books", 0.3)
        began = time.monotonic()
        cursor.execute("SELECT 1")
        assert time.monotonic() - began >= 0.3
        wired.wire.slow("books", 0)
        connection.close()
        assert wired.is_left()
        assert "none" not in wired.outcomes(), "who says goodbye waits for nothing"

        connection = psycopg2.connect(url, connect_timeout=5)
        server.kill()
        with pytest.raises(psycopg2.OperationalError):
            connection.cursor().execute("SELECT 1")
        with pytest.raises(psycopg2.OperationalError):
            psycopg2.connect(url, connect_timeout=5)
        assert until(lambda: wired.outcomes().get("none"), SOON)
        server.start()
        psycopg2.connect(url, connect_timeout=5).close()
    finally:
        server.close()


@posix
def test_a_cache_through_the_wire(bench: Bench) -> None:
    server = valkey.Server(leftovers.new_mark())
    try:
        wired = bench.through(server, "tcp")
        url = server.url.replace(str(server.port), str(wired.port))
        with redis.Redis.from_url(url, socket_timeout=1, retry=None) as client:
            client.set("key", b"\0" * 1_000_000)
            assert client.get("key") == b"\0" * 1_000_000
            before = wired.outcomes()["answered"]
            for _ in range(10):
                client.ping()
            wired.expect({"answered": before + 10})
            server.freeze()
            with pytest.raises(redis.TimeoutError):
                client.ping()
            assert until(lambda: wired.outcomes().get("none") == 1, SOON)
            server.thaw()
            assert client.ping()
    finally:
        server.close()
