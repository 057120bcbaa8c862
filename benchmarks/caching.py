"""What the cache of lesson 11's solution is worth, and what it costs.

    python3 benchmarks/caching.py [--rounds 5] [--seconds 2]

Run it in the workshop's environment; it needs `wrk` (Debian: apt install wrk). It asks authors for the books of one
author: from the cache; without it, from the database and the book service; and, on the same server, from a bare route
that answers the same bytes from memory. The three are measured in turns. It prints the requests per second (medians),
and the ratios: the cached look-up should be at least 5 times as fast as the other, and reach 60 % of the bare route.
"""

from __future__ import annotations

import dataclasses
import sys
import tempfile
from pathlib import Path

import msgspec
import requests

import rates

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from workshop import catalog  # noqa: E402 (the path must be right first)
from workshop.serve.ports import free_port  # noqa: E402
from workshop.stacks.members import Member, members  # noqa: E402
from workshop.stacks.stack import running  # noqa: E402

CONNECTIONS = 2  # with more, on two cores, the three services and wrk only wait for each other
KEY = {"X-API-Key": "development-reader"}
ENOUGH = {"uncached": 5.0, "bare": 0.6}  # times as fast as these a cached look-up should be
MEASURED = '''
"""The author service, with two more routes: one past the cache, and one that answers bytes from memory."""

from authors.app import create_app as create
from authors.books import books
from authors.resources import existing
from chassis import database
from flask import Response


def create_app():
    app = create()
    kept = {}

    @app.get("/uncached/<author_id>/books")
    def uncached(author_id):
        existing(author_id)
        database.close_session()
        return books().find(author_id=author_id, genre=None)

    @app.get("/bare/<author_id>/books")
    def bare(author_id):
        return Response(kept[author_id], mimetype="application/json")

    @app.put("/bare/<author_id>/books")
    def keep(author_id):
        from flask import request

        kept[author_id] = request.get_data()
        return "", 204

    return app
'''


def placed(member: Member, parent: Path) -> Member:
    """The same service on a port of its own; authors with the routes to compare with."""
    if member.name == "authors":
        member = rates.with_routes(member, parent, MEASURED)
    return dataclasses.replace(member, entry=msgspec.structs.replace(member.entry, port=free_port()))


def prolific(url: str) -> str:
    """The id of the author who has the most books."""
    ids = [author["id"] for author in requests.get(f"{url}/authors", headers=KEY, timeout=5).json()]
    return max(
        ids, key=lambda author: len(requests.get(f"{url}/authors/{author}/books", headers=KEY, timeout=5).json())
    )


def main() -> None:
    options = rates.options(__doc__)
    with tempfile.TemporaryDirectory() as parent:
        needed = [
            each for each in members(catalog.find("11"), mine=False, say=print) if each.name in ("books", "authors")
        ]
        placed_members = [placed(member, Path(parent)) for member in needed]
        with running("caching", placed_members, print, Path(parent, "stack"), access=False) as stack:
            url = stack.members["authors"].url
            author = prolific(url)
            paths = {"cached": "authors", "uncached": "uncached", "bare": "bare"}
            urls = {name: f"{url}/{path}/{author}/books" for name, path in paths.items()}
            content = requests.get(urls["cached"], headers=KEY, timeout=5).content
            librarian = {"X-API-Key": "development-librarian"}
            requests.put(urls["bare"], data=content, headers=librarian, timeout=5).raise_for_status()
            taken = rates.medians(urls, CONNECTIONS, options, KEY)
    print(f"an author's books, {len(content)} bytes: requests per second")
    for name, rate in taken.items():
        compared = f"{taken['cached'] / rate:>8.2f}   at least {ENOUGH[name]:g}" if name in ENOUGH else ""
        print(f"{name:10}{rate:>10.0f}{compared}")


if __name__ == "__main__":
    main()
