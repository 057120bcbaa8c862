"""The load: how often, by how many clients, over which routes, and what it leaves behind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from urllib3.exceptions import HTTPError

from free_ports import on_free_ports
from recorded import all_well
from workshop.catalog import Lesson, find
from workshop.demo import client as clients
from workshop.demo import traffic as load_of
from workshop.demo.client import FRESH, Client
from workshop.demo.library import Library, book_of_somebody
from workshop.demo.record import Record
from workshop.demo.things import ROOM, Things
from workshop.demo.traffic import NO_ANSWER, Route, Traffic, Turns
from workshop.harness.upstream import Upstream
from workshop.serve.waiting import until
from workshop.stacks.stack import Stack, running

SECONDS = 20.0  # that anything may take
RATE = 150.0
KEPT = 3
PATIENCE = 1.0


class Clock:
    """A clock on which time passes only while somebody waits for an event: as which it serves too, set at `end`."""

    def __init__(self) -> None:
        self.now = self.end = 0.0

    def monotonic(self) -> float:
        return self.now

    def wait(self, seconds: float) -> bool:
        self.now += seconds
        return self.now >= self.end


@pytest.fixture
def books() -> Iterator[Upstream]:
    upstream = Upstream("books")
    upstream.holds([{"title": "Emma", "author_id": "jane-austen", "genre": "novel", "year": 1815}])
    yield upstream
    upstream.close()


@pytest.fixture
def load() -> Iterator[Callable[..., tuple[Traffic, Record]]]:
    """Starts a load; it ends with the test."""
    started: list[Traffic] = []

    def start(routes: list[Route], rate: float, clients: int = 4) -> tuple[Traffic, Record]:
        record = Record()
        traffic = Traffic(routes, record.take, rate, clients)
        started.append(traffic)
        traffic.start()
        return traffic, record

    yield start
    for traffic in started:
        traffic.close()


def asking(upstream: Upstream, name: str = "GET /books", weight: float = 1.0) -> Route:
    client = Client(PATIENCE)
    return Route(name, "books", frozenset({"books"}), lambda: client.ask("GET", f"{upstream.url}/books"), weight)


def test_a_route_of_more_weight_is_sent_more_often_and_evenly(books: Upstream) -> None:
    often, usual, rare = (asking(books, name, weight) for name, weight in (("often", 4), ("usual", 1), ("rare", 0.5)))
    turns = Turns([often, usual, rare])
    names = [turns.next().name for _ in range(110)]
    assert Counter(names) == {"often": 80, "usual": 20, "rare": 10}
    assert "often often often often often often" not in " ".join(names)


def test_how_often_a_route_is_to_be_expected(books: Upstream) -> None:
    often, rare = asking(books, "often", 4), asking(books, "rare", 0.5)
    traffic = Traffic([often, rare], print, 9.0)
    assert (traffic.expected(often, 10), traffic.expected(rare, 10)) == (80, 10)


def test_the_rate_and_a_peak_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    monkeypatch.setattr(load_of, "time", clock)
    traffic = Traffic([Route("GET /books", "books", frozenset(), lambda: None)], print, rate=32.0)
    beats: list[float] = []
    monkeypatch.setattr(traffic, "closing", clock)
    monkeypatch.setattr(traffic, "_begin", lambda _: beats.append(clock.now))

    def within(seconds: float) -> int:
        beats.clear()
        clock.end = clock.now + seconds
        traffic._beat()
        return len(beats)

    assert within(1.0) == 32
    assert beats == [number / 32 for number in range(32)]
    traffic.peak(4)
    assert traffic.rate == 128
    assert within(1.0) == 128
    traffic.peak(1)
    traffic.set_rate(8)
    assert within(1.0) == 8


def test_what_was_missed_is_made_up_for_a_little(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a machine has stood still, no flood comes."""
    clock = Clock()
    monkeypatch.setattr(load_of, "time", clock)
    traffic = Traffic([Route("GET /books", "books", frozenset(), lambda: None)], print, rate=32.0)
    beats: list[float] = []

    def begin(_: Route) -> None:
        beats.append(clock.now)
        clock.now += 60.0 * (len(beats) == 2)

    monkeypatch.setattr(traffic, "closing", clock)
    monkeypatch.setattr(traffic, "_begin", begin)
    clock.end = 61.0
    traffic._beat()
    late = beats[2:]
    assert late.count(late[0]) == 1 + int(load_of.LATE * 32)
    assert len(late) == late.count(late[0]) + 31


def test_requests_come_whether_or_not_those_before_are_answered(
    books: Upstream, load: Callable[..., tuple[Traffic, Record]]
) -> None:
    books.hangs()
    traffic, record = load([asking(books)], rate=50.0, clients=3)
    assert until(lambda: len(books.arrived) == 3, SECONDS)
    oldest = traffic.oldest()
    assert oldest is not None
    assert until(lambda: traffic.waiting()["GET /books"] > 0.8 * PATIENCE, SECONDS)
    arrived = len(books.arrived)
    assert arrived <= 3 + len(record.sent), "while no client of the route is free nothing more is sent"
    assert all(len(begun) <= 3 for begun in traffic.under_way.values()), "and nothing waits to be sent"
    assert until(lambda: any(sent.began == oldest for sent in record.sent), SECONDS)
    given_up = next(sent for sent in record.sent if sent.began == oldest)
    assert given_up.status == NO_ANSWER
    assert given_up.seconds >= PATIENCE
    assert not given_up.well
    assert not given_up.told


def test_what_came_is_told(books: Upstream, load: Callable[..., tuple[Traffic, Record]]) -> None:
    books.answers(503, body=b"\xff" + b"x" * 9000, headers={"Retry-After": "7", "Cache-Status": "books; hit"}, times=1)
    books.fails(1, after=1)
    books.resets(after=2, times=1)
    _, record = load([asking(books)], rate=20.0)
    assert until(lambda: len(record.sent) >= 4, SECONDS)
    without, told, cut, well = sorted(record.sent, key=lambda sent: sent.began)[:4]
    assert (without.status, without.told, without.retry_after, without.cache) == (503, False, "7", "books; hit")
    assert len(without.said) == 400
    assert (told.status, told.told) == (503, True)
    assert (cut.status, cut.said) == (NO_ANSWER, "no answer: ProtocolError")
    assert well.well


def test_a_connection_that_has_rested_is_not_used_again(books: Upstream, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    monkeypatch.setattr(clients, "time", clock)
    route = asking(books)
    assert route.send().status == 200
    assert route.send().status == 200
    first, second = books.arrived
    assert second.connection == first.connection
    clock.wait(FRESH)
    assert route.send().status == 200
    assert books.arrived[2].connection != first.connection


def test_only_what_is_gone_or_changed_is_missing(books: Upstream) -> None:
    things = Things(Client(PATIENCE), books.url, "/books", book_of_somebody, dict, KEPT)
    for _ in range(3):
        assert things.add().status == 201
    assert things.missing() == []
    books.fails(1, 429)
    assert things.missing() == [], "a 429 says nothing about what was asked for"
    gone, changed, well = things.there
    books.answers(404, path=gone.path)
    books.answers(200, json={"title": "Another"}, path=changed.path)
    assert things.missing() == [f"{gone.path}: 404", f"{changed.path}: something else"]
    assert things.missing() == []
    assert list(things.there) == [well]
    books.fails(times=2)
    assert things.missing() == [], "who could not be asked is asked again"
    books.fails()
    assert things.missing() == [f"{well.path}: 503"]
    assert list(things.there) == [well], "it may be there"


# on real stacks


def begun(lesson: Lesson, folder: Path) -> AbstractContextManager[Stack]:
    return running(lesson.name, on_free_ports(lesson), print, folder, access=False)


def test_the_routes_say_what_they_need() -> None:
    def needs(number: int, gateway: bool = False) -> dict[str, set[str]]:
        routes = Library(find(str(number)), lambda name: f"http://{name}", gateway).routes
        assert len({route.name for route in routes}) == len(routes)
        return {route.name: set(route.needs) for route in routes}

    assert needs(3).keys() == {f"{route} /movies" for route in ("GET", "POST")} | {
        f"{route} /movies/{{id}}" for route in ("GET", "PUT", "DELETE")
    }
    assert needs(6)["GET /movies"] == {"movies"}
    assert needs(6)["GET /authors/{id}/books"] == {"authors", "books", "PostgreSQL"}
    assert needs(12)["GET /movies"] == {"movies", "PostgreSQL"}
    assert needs(12)["GET /.well-known/jwks.json"] == {"users"}
    assert needs(14, gateway=True)["POST /authors/{id}/books"] == {"gateway", "authors", "books", "PostgreSQL"}


def test_no_more_is_written_than_there_is_room_for(tmp_path: Path) -> None:
    lesson = find("3")
    with begun(lesson, tmp_path) as stack:
        movies = Library(lesson, stack.url, kept=KEPT).things["movies"]
        for _ in range(2 * (KEPT + ROOM)):
            movies.add()
        assert len(movies.there) == movies.written == KEPT + ROOM
        while movies.remove():
            pass
        assert len(movies.there) == KEPT
        assert movies.missing() == []


def test_what_a_service_has_lost_is_missed_once_and_the_load_goes_on(
    tmp_path: Path, load: Callable[..., tuple[Traffic, Record]]
) -> None:
    lesson = find("3")  # whose movies are in memory
    with begun(lesson, tmp_path) as stack:
        library = Library(lesson, stack.url, kept=KEPT)
        traffic, record = load(library.routes, RATE)
        assert all_well(record, library.routes, 3, SECONDS)
        traffic.close()
        there = [written.path for written in library.things["movies"].there]
        stack.parts["movies"].kill()
        assert until(lambda: stack.health("movies") == "ok", SECONDS)
        assert library.missing() == [f"{path}: 404" for path in there]
        assert library.missing() == []

        _, record = load(library.routes, RATE)
        assert all_well(record, library.routes, 3, SECONDS)
        stack.parts["movies"].kill()
        assert all_well(record, library.routes, 9, SECONDS)
        assert library.missing() != []


def test_what_may_not_have_been_taken_away_is_taken_away_later(tmp_path: Path) -> None:
    lesson = find("4")
    with begun(lesson, tmp_path) as stack:
        users = Library(lesson, stack.url, kept=KEPT).things["users"]
        before = len(users.all().json())
        for _ in range(KEPT + 2):
            users.add()
        stack.parts["users"].kill()
        with pytest.raises(HTTPError):
            users.remove()
        assert until(lambda: stack.health("users") == "ok", SECONDS)
        assert len(users.all().json()) == before + KEPT + 2
        reply = users.remove()
        assert reply is not None
        assert reply.status == 204
        assert len(users.all().json()) == before + KEPT
        assert users.missing() == []
