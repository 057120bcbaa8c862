"""How fast the solutions' lists are, beside a route of the same server that answers the same list from memory.

    python3 benchmarks/services.py [--rounds 5] [--seconds 2]

Run it in the workshop's environment; it needs `wrk` (Debian: apt install wrk). For each list it prints the requests per
second (medians) and their ratio to `Response(json.dumps(the same list))`, measured in turns.
"""

from __future__ import annotations

import argparse
import dataclasses
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import msgspec

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
    folder = parent / member.name
    shutil.copytree(member.folder, folder)
    package = member.entry.app.partition(":")[0]
    (folder / "measured.py").write_text(MEASURED.format(package=package, path=LISTS[member.name]), encoding="utf-8")
    entry = msgspec.structs.replace(member.entry, app="measured:create_app()")
    return dataclasses.replace(member, folder=folder, entry=entry)


def requests_per_second(url: str, seconds: int) -> float:
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", url]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said:
        raise SystemExit(f"{url} answered errors:\n{said}")
    return float(re.findall(r"Requests/sec:\s+([\d.]+)", said)[0])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=2)
    options = parser.parse_args()
    if not shutil.which("wrk"):
        raise SystemExit("wrk is not installed. On Debian and Ubuntu: sudo apt install wrk")
    last = [lesson for lesson in catalog.lessons() if lesson.number <= 6][-1]
    with tempfile.TemporaryDirectory() as parent:
        stack_members = [measured(member, Path(parent)) for member in members(last, mine=False, say=print)]
        with running("benchmark", stack_members, print, Path(parent, "stack"), access=False) as stack:
            print(f"{'list':10}{'requests/s':>12}{'from memory':>14}{'ratio':>8}")
            for name, member in stack.members.items():
                taken: dict[str, list[float]] = {"list": [], "memory": []}
                for _ in range(options.rounds):
                    taken["list"].append(requests_per_second(member.url + LISTS[name], options.seconds))
                    taken["memory"].append(requests_per_second(f"{member.url}/the-same-list", options.seconds))
                one, other = (statistics.median(values) for values in taken.values())
                print(f"{name:10}{one:>12.0f}{other:>14.0f}{one / other:>8.2f}")


if __name__ == "__main__":
    main()
