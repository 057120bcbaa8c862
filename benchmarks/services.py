"""How fast the solutions' lists are, beside a route of the same server that answers the same list from memory.

    python3 benchmarks/services.py [--rounds 5] [--seconds 2]

Run it in the workshop's environment; it needs `wrk` (Debian: apt install wrk). For each list it prints the requests per
second (medians) and their ratio to `Response(json.dumps(the same list))`, measured in turns.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import rates

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from workshop import catalog  # noqa: E402 (the path must be right first)
from workshop.stacks.members import Member, members  # noqa: E402
from workshop.stacks.stack import running  # noqa: E402

LISTS = {"movies": "/movies", "books": "/books?size=40", "authors": "/authors", "users": "/users"}
CONNECTIONS = 4
MEASURED = '''
"""The service, with one more route that answers its list from memory."""

import json

from flask import Response

from {package} import create_app as create


def create_app():
    app = create()
    kept = {{}}

    @app.get("/the-same-list")
    def the_same_list():
        if not kept:
            with app.test_client() as client:
                kept["list"] = client.get("{path}").json
        return Response(json.dumps(kept["list"]), mimetype="application/json")

    return app
'''


def measured(member: Member, parent: Path) -> Member:
    """The same service, with the route to compare with."""
    package = member.entry.app.partition(":")[0]
    return rates.with_routes(member, parent, MEASURED.format(package=package, path=LISTS[member.name]))


def main() -> None:
    options = rates.options(__doc__)
    last = [lesson for lesson in catalog.lessons() if lesson.number <= 6][-1]
    with tempfile.TemporaryDirectory() as parent:
        stack_members = [measured(member, Path(parent)) for member in members(last, mine=False, say=print)]
        with running("benchmark", stack_members, print, Path(parent, "stack"), access=False) as stack:
            print(f"{'list':10}{'requests/s':>12}{'from memory':>14}{'ratio':>8}")
            for name, member in stack.members.items():
                urls = {"list": member.url + LISTS[name], "memory": f"{member.url}/the-same-list"}
                one, other = rates.medians(urls, CONNECTIONS, options).values()
                print(f"{name:10}{one:>12.0f}{other:>14.0f}{one / other:>8.2f}")


if __name__ == "__main__":
    main()
