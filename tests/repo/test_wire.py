"""The switchboard between the boxes of a stack: every byte goes through, and every request is counted."""

from __future__ import annotations

import asyncio
import contextlib
import random
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
import requests

from free_ports import on_free_ports
from wired import GET, HOST, OK, SECONDS, SOON, Bench, exactly, head, is_silent, to_the_end
from workshop.catalog import find
from workshop.demo.boxes import Flow, in_words
from workshop.demo.wire import cache_status
from workshop.demo.wire.connection import SIZE, Connection
from workshop.demo.wire.counts import BOUNDS, DETAILS, Counts
from workshop.demo.wire.edge import Edge
from workshop.demo.wire.exchanges import MOST_WAITING, Exchanges
from workshop.demo.wire.plan import LINGERING, Tap
from workshop.demo.wire.round_trips import RoundTrips
from workshop.demo.wire.watch import Watch
from workshop.serve.waiting import until
from workshop.stacks.stack import running


@pytest.fixture
def bench() -> Iterator[Bench]:
    with Bench() as bench:
        yield bench


# what passes through


def test_bytes_arrive_as_they_were_sent_both_ways_at_once(bench: Bench) -> None:
    there, back = random.randbytes(3_000_000), random.randbytes(5_000_000)
    arrived: list[bytes] = []

    def swap(connection: socket.socket) -> None:
        sending = threading.Thread(target=connection.sendall, args=(back,))
        sending.start()
        arrived.append(exactly(connection, len(there)))
        sending.join()

    with bench.through(bench.target(swap), "tcp").connect() as client:
        sending = threading.Thread(target=client.sendall, args=(there,))
        sending.start()
        assert exactly(client, len(back)) == back
        sending.join()
        assert until(lambda: arrived, SECONDS)
    assert arrived[0] == there


@pytest.mark.parametrize("kind", ["http", "tcp"])
def test_a_side_that_has_ended_still_hears_the_other(bench: Bench, kind: str) -> None:
    heard: list[bytes] = []

    def last_word(connection: socket.socket) -> None:
        heard.append(to_the_end(connection))
        connection.sendall(OK)
        connection.shutdown(socket.SHUT_WR)

    wired = bench.through(bench.target(last_word), kind)
    with wired.connect() as client:
        client.sendall(GET)
        client.shutdown(socket.SHUT_WR)
        assert to_the_end(client) == OK
    assert heard == [GET]
    wired.expect({"2xx" if kind == "http" else "answered": 1})


def test_a_target_that_has_ended_still_hears_the_client(bench: Bench) -> None:
    heard: list[bytes] = []

    def first_word(connection: socket.socket) -> None:
        connection.sendall(b"welcome")
        connection.shutdown(socket.SHUT_WR)
        heard.append(to_the_end(connection))

    with bench.through(bench.target(first_word), "tcp").connect() as client:
        assert to_the_end(client) == b"welcome"
        client.sendall(b"thank you")
    assert until(lambda: heard, SOON)
    assert heard == [b"thank you"]


@pytest.mark.parametrize("to_the_client", [True, False], ids=["to the client", "to the target"])
def test_what_nobody_takes_is_not_kept(bench: Bench, to_the_client: bool) -> None:
    """Who sends is stopped, and the switchboard does not grow."""
    sent = [0]

    def flood(connection: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while sent[0] < 200_000_000:
                sent[0] += connection.send(bytes(65536))

    ended = threading.Event()
    wired = bench.through(bench.target(flood if to_the_client else lambda _: ended.wait(SECONDS)), "tcp")
    before = psutil.Process(wired.wire.process.pid).memory_info().rss
    with wired.connect() as client:
        if not to_the_client:
            threading.Thread(target=flood, args=(client,), daemon=True).start()
        assert until(stands_still(lambda: sent[0]), SECONDS)
        grown = psutil.Process(wired.wire.process.pid).memory_info().rss - before
        client.shutdown(socket.SHUT_RDWR)
    ended.set()
    assert 0 < sent[0] < 100_000_000
    assert grown < 5_000_000


def stands_still(number: Callable[[], int], seconds: float = 0.5) -> Callable[[], bool]:
    """A condition: that a number which is not 0 has not changed for so long."""
    seen, since = 0, time.monotonic()

    def still() -> bool:
        nonlocal seen, since
        if number() != seen:
            seen, since = number(), time.monotonic()
        return seen > 0 and time.monotonic() - since > seconds

    return still


def test_pieces_go_on_at_once() -> None:
    """On neither side when the piece before has been acknowledged, which takes 40 ms."""

    async def carry() -> list[int]:
        loop = asyncio.get_running_loop()
        with socket.create_server((HOST, 0)) as listener, socket.create_server((HOST, 0)) as door:
            client = socket.create_connection(door.getsockname())
            edge = Edge(Tap("authors", "books", "tcp", listener.getsockname()), LINGERING)
            connection = Connection(door.accept()[0], edge)
            carrying = loop.create_task(connection.run())
            await connection.dialled
            target, _ = listener.accept()
            with client, target:
                at_once = [each.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) for each in connection.sockets]
            await carrying
            return at_once

    towards_client, towards_target = asyncio.run(asyncio.wait_for(carry(), SECONDS))
    assert towards_client
    assert towards_target


def test_others_have_their_turn_after_each_piece() -> None:
    """However much there is to be read and room to write it: in the time that it takes, others are asked as often."""

    async def carry() -> tuple[int, int]:
        loop = asyncio.get_running_loop()
        with socket.create_server((HOST, 0)) as listener, socket.create_server((HOST, 0)) as door:
            client = socket.create_connection(door.getsockname())
            edge = Edge(Tap("authors", "books", "tcp", listener.getsockname()), LINGERING)
            carrying = loop.create_task(Connection(door.accept()[0], edge).run())
            listener.setblocking(False)
            target, _ = await loop.sock_accept(listener)
            with client, target:
                client.setblocking(False)
                sent = came = turns = 0
                with contextlib.suppress(BlockingIOError):
                    while True:
                        sent += target.send(bytes(SIZE))
                while came < sent:
                    turns += 1
                    await asyncio.sleep(0)
                    with contextlib.suppress(BlockingIOError):
                        while came < sent:
                            came += len(client.recv(SIZE))
            await carrying
            return sent // SIZE, turns

    pieces, turns = asyncio.run(asyncio.wait_for(carry(), SECONDS))
    assert pieces > 5
    assert turns >= pieces


# HTTP


def test_a_service_of_the_course_answers_as_without(bench: Bench, tmp_path: Path) -> None:
    with running("wire", on_free_ports(find("3")), print, tmp_path) as stack, requests.Session() as client:
        service = stack.members["movies"]
        wired = bench.through(service.entry.port)
        made = client.post(f"{wired.url}/movies", json={"title": "Alien 3", "year": 1992}, timeout=SECONDS)
        assert made.status_code == 201
        path = f"/movies/{made.json()['id']}"
        asked = [("GET", "/movies"), ("GET", path), ("HEAD", path), ("GET", "/nothing"), ("POST", "/movies")]
        for method, where in asked:
            here, there = (client.request(method, base + where, timeout=SECONDS) for base in (wired.url, service.url))
            assert (here.status_code, here.content) == (there.status_code, there.content)
            assert set(here.headers.items()) - set(there.headers.items()) <= {("Date", here.headers["Date"])}
        assert client.delete(wired.url + path, timeout=SECONDS).status_code == 204
        wired.expect({"2xx": 5, "4xx": 2})


@pytest.mark.parametrize("pieces", ["at once", "byte by byte"])
def test_many_requests_on_one_connection_and_their_replies(bench: Bench, pieces: str) -> None:
    """Replies without a body, to HEAD or by their status, with a body in chunks, and requests ahead of replies."""
    asked = (
        b"GET /1 HTTP/1.1\r\n\r\n"
        b"HEAD /2 HTTP/1.1\r\n\r\n"
        b"HEAD /3 HTTP/1.1\r\n\r\n"
        b"POST /4 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nGET /\r\n2\r\n\r\n\r\n0\r\nX: y\r\n\r\n"
        b"DELETE /5 HTTP/1.1\r\nContent-Length: 3\r\n\r\n\r\n\r"
        b"GET /6 HTTP/1.1\r\n\r\n"
        b"GET /7 HTTP/1.1\r\n\r\n"
    )
    replies = (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nHTTP/1.1 \r\n2;x=y\r\n\r\n\r\n0\r\nX: y\r\n\r\n"
        b"HTTP/1.1 302 Found\r\nContent-Length: 1000\r\n\r\n"
        b"HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"HTTP/1.1 500 Oh\r\nContent-Length: 4\r\n\r\n\r\n\r\n"
        b"HTTP/1.1 204 No Content\r\n\r\n"
        b"HTTP/1.1 304 Not Modified\r\nContent-Length: 1000\r\n\r\n"
        b"HTTP/1.1 503 Later\r\nContent-Length: 0\r\n\r\n"
    )

    def answer(connection: socket.socket) -> None:
        assert exactly(connection, len(asked)) == asked
        send(connection, replies)
        to_the_end(connection)

    def send(connection: socket.socket, data: bytes) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for piece in [data] if pieces == "at once" else [bytes([byte]) for byte in data]:
            connection.sendall(piece)

    wired = bench.through(bench.target(answer))
    with wired.connect() as client:
        send(client, asked)
        assert exactly(client, len(replies)) == replies
        wired.expect({"2xx": 2, "3xx": 2, "4xx": 1, "5xx": 2})


def test_a_client_that_waits_for_100_continue(bench: Bench) -> None:
    """Continue goes on at once, however slow the target; the reply is what comes behind it."""

    def answer(connection: socket.socket) -> None:
        head(connection)
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        exactly(connection, 5)
        connection.sendall(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 201 Created\r\n\r\n")
        to_the_end(connection)

    wired = bench.through(bench.target(answer))
    wired.wire.slow("books", 30)
    with wired.connect() as client:
        client.sendall(b"POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n")
        assert b" 100 " in head(client)
        client.sendall(b"hello")
        assert is_silent(client)
        wired.wire.slow("books", 0)
        assert b" 103 " in head(client)
        assert b" 201 " in head(client)
    wired.expect({"2xx": 1})


def test_a_reply_before_the_request_has_ended(bench: Bench) -> None:
    """The target refuses and closes, with a reset since it has not read everything; the client gets the refusal."""
    refusal = b"HTTP/1.1 413 Content Too Large\r\nContent-Length: 3\r\nConnection: close\r\n\r\nno!"

    def refuse(connection: socket.socket) -> None:
        head(connection)
        connection.sendall(refusal)

    wired = bench.through(bench.target(refuse))
    with wired.connect() as client:
        client.sendall(b"POST / HTTP/1.1\r\nContent-Length: 50000000\r\n\r\n")
        for _ in range(500):
            client.sendall(bytes(100_000))
        assert to_the_end(client) == refusal
    wired.expect({"4xx": 1})


def test_a_connection_that_becomes_something_else(bench: Bench) -> None:
    switching = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\nConnection: upgrade\r\n\r\n"

    def echo(connection: socket.socket) -> None:
        head(connection)
        connection.sendall(switching + b"\x00hello")
        while data := connection.recv(65536):
            connection.sendall(data)

    wired = bench.through(bench.target(echo))
    with wired.connect() as client:
        client.sendall(b"GET / HTTP/1.1\r\nUpgrade: echo\r\nConnection: upgrade\r\n\r\n")
        assert exactly(client, len(switching) + 6) == switching + b"\x00hello"
        for said in (b"\xff\x00\r\n", GET, OK):
            client.sendall(said)
            assert exactly(client, len(said)) == said
    wired.expect({"1xx": 1})


def test_a_connection_that_was_to_become_something_else(bench: Bench) -> None:
    """Where the target doesn't agree, HTTP goes on."""

    def answer(connection: socket.socket) -> None:
        head(connection)
        exactly(connection, 5)
        for _ in range(3):
            connection.sendall(OK)
            head(connection)

    wired = bench.through(bench.target(answer))
    with wired.connect() as client:
        client.sendall(b"POST / HTTP/1.1\r\nUpgrade: h2c\r\nConnection: Upgrade\r\nContent-Length: 5\r\n\r\n")
        assert is_silent(client)  # so that the body comes by itself
        client.sendall(b"hello")
        for _ in range(2):
            assert exactly(client, len(OK)) == OK
            client.sendall(GET)
        assert exactly(client, len(OK)) == OK
        wired.expect({"2xx": 3})


def test_nonsense_goes_through_too(bench: Bench) -> None:
    hello = b"\x16\x03\x01\x00\x00"  # of TLS

    def answer(connection: socket.socket) -> None:
        if exactly(connection, len(hello)) == hello:
            connection.sendall(b"HTTP/1.1 400 What\r\n\r\nwhat?")
        elif head(connection):
            connection.sendall(b"220 mail.example\r\n")
        to_the_end(connection)

    wired = bench.through(bench.target(answer))
    with wired.connect() as client:
        client.sendall(GET)
        assert exactly(client, 18) == b"220 mail.example\r\n"
        wired.expect({"none": 1})
    with wired.connect() as client:
        client.sendall(hello)
        assert b" 400 " in head(client)
        assert exactly(client, 5) == b"what?"
        wired.expect({"none": 1, "4xx": 1})
    assert wired.is_left()


def test_a_client_far_ahead_of_its_replies_is_not_watched(bench: Bench) -> None:
    number = MOST_WAITING + 1

    def answer(connection: socket.socket) -> None:
        exactly(connection, number * len(GET))
        connection.sendall(number * OK)
        to_the_end(connection)

    wired = bench.through(bench.target(answer))
    with wired.connect() as client:
        client.sendall(number * GET)
        assert exactly(client, number * len(OK)) == number * OK
    wired.expect({})


# what is read of replies


def test_what_replies_say(bench: Bench) -> None:
    books = bench.books()
    wired = bench.through(books)
    for status, headers in (
        (200, {"Cache-Status": "authors; hit"}),
        (200, {"Cache-Status": "authors; hit; ttl=-12; detail=Open"}),
        (200, {"Cache-Status": "authors; fwd=stale; detail=TooSlow"}),
        (200, {"Cache-Status": "authors; fwd=miss", "Age": "7"}),
        (200, {"Age": "7"}),
        (200, {"Age": "0"}),
        (200, {"Age": "9" * 5000}),
        (200, {"Age": "old"}),
        (404, {"Age": "7"}),
        (503, {}),
    ):
        books.answers(status, headers=headers)
        assert requests.get(wired.url, timeout=SECONDS).status_code == status
    figures = wired.figures()
    assert figures.outcomes == {"2xx": 8, "4xx": 1, "5xx": 1}
    assert figures.caches == {"hit": 3, "stale": 2, "miss": 2}
    assert figures.details == {"Open": 1, "TooSlow": 1}
    assert sum(figures.latency) == 10
    again = wired.figures()
    assert (again.outcomes, again.caches, again.details, sum(again.latency)) == ({}, {}, {}, 0)


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("authors; hit", ("hit", "")),
        ("authors;hit;ttl=30", ("hit", "")),
        ("authors; hit; ttl=-1; detail=Full", ("stale", "Full")),
        ("authors; fwd=miss; stored", ("miss", "")),
        ('authors; fwd=uri-miss; detail="a; hit, b"', ("miss", "a; hit, b")),
        ("authors; FWD=stale", ("stale", "")),
        ("authors; hit, gateway; fwd=miss", ("miss", "")),
        ("hit", ("", "")),
        ("", ("", "")),
        ('"\\' * 50_000, ("", "")),
    ],
)
def test_what_cache_status_says(said: str, read: tuple[str, str]) -> None:
    assert cache_status.read(said) == read


@pytest.mark.parametrize("watch", [Exchanges, RoundTrips])
def test_what_is_refused_is_counted_once(watch: Callable[[Counts], Watch]) -> None:
    for asked in (b"", GET):
        counts = Counts()
        refused = watch(counts)
        if asked:
            refused.asked(asked, 1.0)
        refused.refused()
        refused.given_up()
        assert counts.outcomes == {"none": 1}


@pytest.mark.parametrize("kind", ["http", "tcp"])
def test_what_hangs_is_told_with_how_long_it_has_waited(bench: Bench, kind: str) -> None:
    """Until it has its answer, or the client has given up; and what it says of the box that is asked."""
    go_on = threading.Event()

    def hang(connection: socket.socket) -> None:
        while head(connection):
            go_on.wait(SECONDS)
            connection.sendall(OK)

    wired = bench.through(bench.target(hang), kind)

    def words() -> str:
        flow = Flow(1.0)
        flow.add(wired.figures())
        return in_words("running", flow)[1]

    with wired.connect() as one:
        assert words() == "nobody asks"
        with wired.connect() as other:
            one.sendall(GET)
            assert until(lambda: wired.figures().waiting == 1, SOON)
            other.sendall(GET)
            assert until(lambda: wired.figures().waited > 1, SOON)
            figures = wired.figures()
            assert (figures.outcomes, figures.open, figures.waiting) == ({}, 2, 2)
            assert 1 < figures.waited < SECONDS
            assert words() == "does not answer"
        assert until(lambda: wired.figures().waiting == 1, SOON)
        go_on.set()
        assert exactly(one, len(OK)) == OK
        assert until(lambda: wired.figures().waiting == 0, SOON)
        assert wired.figures().waited == 0
        assert words() == "nobody asks"


def test_a_reply_that_is_held_back_is_waited_for(bench: Bench) -> None:
    books = bench.books()
    wired = bench.through(books)
    wired.wire.slow("books", 30)
    with wired.connect() as client:
        client.sendall(GET)
        assert is_silent(client)
        assert wired.figures().waiting == 1
        wired.wire.slow("books", 0)
        assert head(client)
        assert wired.figures().waiting == 0


def test_the_words_that_are_counted_are_few(bench: Bench) -> None:
    books = bench.books()
    wired = bench.through(books)
    with requests.Session() as client:
        for number in range(DETAILS + 5):
            books.answers(200, headers={"Cache-Status": f"a; hit; detail={number}" + "x" * 500})
            client.get(wired.url, timeout=SECONDS)
    details = wired.figures().details
    assert details.pop("other") == 5
    assert len(details) == DETAILS
    assert all(len(word) <= 40 for word in details)


def test_how_long_replies_take(bench: Bench) -> None:
    """From the first byte of a request to the first byte of its reply, however long the rest of both takes."""
    go_on = threading.Event()

    def answer(connection: socket.socket) -> None:
        for size in (len(GET), len(GET)):
            exactly(connection, size)
            connection.sendall(OK[:1])
            go_on.wait(SECONDS)
            connection.sendall(OK[1:])

    wired = bench.through(bench.target(answer))
    assert list(BOUNDS) == sorted(BOUNDS)

    def took() -> float:
        """The upper bound of the only bucket with something in it."""
        (bucket,) = (number for number, count in enumerate(wired.figures().latency) if count)
        return BOUNDS[bucket]

    with wired.connect() as client:
        client.sendall(GET)
        assert exactly(client, 1)
        assert is_silent(client, 1)
        go_on.set()
        assert exactly(client, len(OK) - 1)
        assert took() < 1
        client.sendall(GET[:1])
        assert is_silent(client, 1)
        client.sendall(GET[1:])
        assert exactly(client, len(OK)) == OK
        assert took() >= 1
