"""How fast the author service answers while the book service fails, and who waits while it hangs.

    python3 benchmarks/resilience.py [--requests 300] [--seconds 4]

Run it in the workshop's environment. It starts lesson 12's solution beside a stand-in for the book service and prints,
in milliseconds, what clients wait: while the breaker is open (asked for: 5 at the median), for an old answer, and, for
comparison, for /health. Then what /health and /authors take while eight clients wait for a book service that hangs,
with a bulkhead and without one.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ["WORKSHOP_TREE"] = "solutions"

from workshop.harness.upstream import Upstream  # noqa: E402 (the path must be right first)
from workshop.notebook import serve  # noqa: E402
from workshop.notebook.client import Client  # noqa: E402
from workshop.notebook.reply import Reply  # noqa: E402

LESSON = "12"
KEY = {"X-API-Key": "development-librarian"}
ASKED_FOR = 5.0  # milliseconds, at the median, with an open breaker
WAITING = 8  # clients of a book service that hangs; there are four threads
PAUSE = 0.02  # seconds between two requests of somebody else


def started(books: Upstream, **limits: str) -> Client:
    """The author service, with these limits."""
    return serve(LESSON, env={"BOOKS_URL": books.url, **limits})


def spread(title: str, seconds: list[float]) -> float:
    """Print the median, the 95th percentile and the longest of these times; the median in milliseconds."""
    taken = sorted(1000 * each for each in seconds)
    median = statistics.median(taken)
    print(f"{title:52}{median:>9.1f}{taken[int(len(taken) * 0.95)]:>9.1f}{taken[-1]:>9.1f}")
    return median


def times(number: int, ask: Callable[[int], Reply], wanted: int) -> list[float]:
    """What `number` requests take, one after the other; ends the program when one has another status than `wanted`."""
    replies = [ask(each) for each in range(number)]
    if others := {reply.status for reply in replies} - {wanted}:
        raise SystemExit(f"expected {wanted}, got {others}: {replies[-1].text}")
    return [reply.seconds for reply in replies]


def open_breaker(number: int) -> float:
    """Print what is waited for while the breaker is open; the median without an old answer, in milliseconds."""
    books = Upstream("books")
    authors = started(books, CACHE_TTL="0.01", BREAKER_FAILURES="3", BREAKER_PAUSE="600", RETRY_ATTEMPTS="1")
    person = authors.get("/authors", headers=KEY).json[0]["id"]
    path = f"/authors/{person}/books"
    authors.get(path, headers=KEY)
    books.fails()
    for each in range(3):
        authors.get(f"{path}?genre=failing-{each}", headers=KEY)
    calls = len(books.requests)
    spread("GET /health", times(number, lambda _: authors.get("/health"), 200))
    spread("breaker open, an old answer", times(number, lambda _: authors.get(path, headers=KEY), 200))
    unknown = times(number, lambda each: authors.get(f"{path}?genre=unknown-{each}", headers=KEY), 503)
    median = spread("breaker open, 503", unknown)
    if len(books.requests) != calls:
        raise SystemExit("the book service was called although the breaker is open")
    books.close()
    return median


def hanging(seconds: float, places: str) -> None:
    """Print what /health and /authors take while eight clients ask a book service that hangs, again and again."""
    books = Upstream("books")
    authors = started(books, BOOKS_CONCURRENCY=places, BOOKS_TIMEOUT="1", BREAKER_FAILURES="100000")
    person = authors.get("/authors", headers=KEY).json[0]["id"]
    books.hangs()
    end = time.monotonic() + seconds

    def client(number: int) -> None:
        asked = 0
        while time.monotonic() < end:
            asked += 1
            authors.get(f"/authors/{person}/books?genre=hanging-{number}-{asked}", headers=KEY, seconds=60)
            time.sleep(PAUSE)

    clients = [threading.Thread(target=client, args=(number,)) for number in range(WAITING)]
    for each in clients:
        each.start()
    taken: dict[str, list[float]] = {"/health": [], "/authors": []}
    while time.monotonic() < end:
        for path, times_taken in taken.items():
            times_taken.append(authors.get(path, headers=KEY, seconds=60).seconds)
        time.sleep(PAUSE)
    for each in clients:
        each.join()
    for path, times_taken in taken.items():
        spread(f"GET {path}, {places} of 4 threads may wait for books", times_taken)
    books.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=300)
    parser.add_argument("--seconds", type=float, default=4)
    options = parser.parse_args()
    print(f"{'milliseconds':52}{'median':>9}{'95 %':>9}{'longest':>9}")
    median = open_breaker(options.requests)
    for places in ("2", "4"):
        hanging(options.seconds, places)
    print(f"an open breaker answers after {median:.1f} ms at the median; asked for: {ASKED_FOR:g}")


if __name__ == "__main__":
    main()
