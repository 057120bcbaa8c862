"""What the checks of this lesson share: authors with a stand-in for the book service, and what the cache holds."""

import time
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple
from urllib.parse import quote

import pytest

from tests.contract.tokens import Signer, bearer
from workshop.harness import service_fixture, upstream_fixture
from workshop.harness.cache import Valkey
from workshop.harness.reply import Unmet
from workshop.harness.service import Service
from workshop.harness.values import Values
from workshop.stores.valkey import SETTINGS

PATIENT = {"BOOKS_TIMEOUT": "20", "CACHE_TIMEOUT": "1"}  # unless a check is about time, for machines that are busy
FOR_EVER, GONE = -1, -2  # what Valkey says of a key instead of the time that it has left

books = upstream_fixture("books")
authors = service_fixture("authors")
users = service_fixture("users")
movies = service_fixture("movies")


@pytest.fixture(autouse=True)
def librarian(request: pytest.FixtureRequest) -> None:
    """Authors is asked with a key that opens everything."""
    if "authors" in request.fixturenames:
        request.getfixturevalue("authors").headers["X-API-Key"] = "development-librarian"


@pytest.fixture
def known(authors: Service, some: Values) -> Callable[..., list[dict[str, Any]]]:
    """Start with so many authors, and these settings: ``[author] = known(1, CACHE_TTL="1", threads=20)``."""

    def start(number: int, workers: int = 1, threads: int = 4, **env: str) -> list[dict[str, Any]]:
        people = [some.author(id=some.missing_id()) for _ in range(number)]
        authors.start(data=people, env=PATIENT | env, workers=workers, threads=threads)
        return people

    return start


@pytest.fixture
def shelf(some: Values) -> Callable[..., list[dict[str, Any]]]:
    """Make so many books by one author: ``shelf(author, 3, genre="essay")``."""

    def make(author: dict[str, Any], number: int, **changes: Any) -> list[dict[str, Any]]:
        return [some.book(author["id"], **changes) for _ in range(number)]

    return make


def books_of(author: dict[str, Any]) -> str:
    """Where an author's books are."""
    return f"/authors/{quote(author['id'], safe='')}/books"


def tries(seconds: float, every: float = 0.05) -> Iterator[int]:
    """Numbers from 0 on, one every so often, for as long as there is time."""
    deadline, number = time.monotonic() + seconds, 0
    while time.monotonic() < deadline:
        yield number
        number += 1
        time.sleep(every)


def entries(service: Service, because: str) -> list[str]:
    """The keys that are in the service's cache; raises Unmet where there is none."""
    keys = service.cache.keys()
    if not keys:
        raise Unmet("something in the cache at REDIS_URL", "it is empty", because)
    return keys


def content(service: Service, key: str) -> str:
    """What is under this key of the service's cache, of whatever type."""
    cache = service.cache
    match cache.type(key):
        case "string":
            return str(cache.get(key))
        case "hash":
            return str(cache.hgetall(key))
        case "list":
            return str(cache.lrange(key, 0, -1))
        case "set":
            return str(cache.smembers(key))
    return ""


def expect_a_life(service: Service, seconds: float) -> None:
    """Require that something in the service's cache lives for so many seconds, of which a tenth must be left."""
    lives = [life for key in service.cache.scan_iter() if (life := service.cache.pttl(key)) != GONE]
    if not lives or FOR_EVER < max(lives) < seconds * 1000 / 10:
        got = f"the longest has {max(lives) / 1000:.3f} s left" if lives else "it is empty"
        because = f"CACHE_TTL is {seconds:g} seconds in this check; all processes look there, and not into one's memory"
        raise Unmet("an entry in the cache at REDIS_URL that lives for CACHE_TTL seconds", got, because)


def expect_an_end(service: Service) -> None:
    """Require that whatever is in the service's cache has a time to live."""
    because = "all processes look there, and a process keeps what it knows to itself"
    for key in entries(service, because):
        if service.cache.ttl(key) == FOR_EVER:
            because = "what has none is served until somebody notices, and fills the memory until it is full"
            raise Unmet("a time to live on every key in the cache", f"the key {key} stays for ever", because)


class Person(NamedTuple):
    """Somebody who has an account: their id, what users knows of them, and who signs tokens for them."""

    id: str
    fields: dict[str, Any]
    signer: Signer

    @property
    def signed_in(self) -> dict[str, str]:
        """The header of somebody who has just signed in: a token of its own each time."""
        return bearer(self.signer.token(self.id))


@pytest.fixture
def accounts(users: Service, some: Values) -> Callable[..., list[Person]]:
    """Start the user service with so many people, and these settings: ``alice, bob = accounts(2)``."""

    def start(number: int, workers: int = 1, **env: str) -> list[Person]:
        if users.url:
            pytest.skip("needs control of the service, to sign tokens as it does")
        signer = Signer()
        key = users.folder / "key.pem"
        key.write_text(signer.private_pem, encoding="utf-8")
        settings = {"CACHE_TIMEOUT": "1", "JWT_PRIVATE_KEY_FILE": str(key)} | env
        first = some.integer(1, 1000)
        people = [Person(str(first + 7 * place), some.user(), signer) for place in range(number)]
        users.start(data=[{"id": int(person.id), **person.fields} for person in people], env=settings, workers=workers)
        [published] = users.get("/.well-known/jwks.json").expect(200).json["keys"]
        signer.kid = published["kid"]
        return people

    return start


@pytest.fixture
def fill(valkey: Valkey, monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], None]:
    """Start the cache again, with no memory for anything, or with as much as ever: ``fill(True)``."""

    def start(full: bool) -> None:
        valkey.stop()
        with monkeypatch.context() as patch:
            if full:
                patch.setattr("workshop.stores.valkey.SETTINGS", f"{SETTINGS}maxmemory 1\n")
            valkey.start()

    return start
