"""What the gateway of lesson 14 costs: a request through it beside the same request to the service itself.

    python3 benchmarks/gateway.py [--rounds 300] [--tree solutions]

Both are sent from a container of the stack, in turns, each over a new connection, and not faster than the gateway lets
one client ask. Before that the stack is brought up on new data, and that is timed, too.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FROM, PATH = "books", "/.well-known/jwks.json"  # books may reach all services; this answer asks no database
PROGRAM = """
import http.client, json, sys, time
ways = {"direct": ("users", 8002), "gateway": ("gateway", 8080)}
took = {way: [] for way in ways}
for number in range(int(sys.argv[2])):
    for way, address in sorted(ways.items(), reverse=number % 2):  # by turns the first
        began = time.perf_counter()
        connection = http.client.HTTPConnection(*address, timeout=10)
        connection.request("GET", sys.argv[1])
        reply = connection.getresponse()
        reply.read()
        assert reply.status == 200, reply.status
        connection.close()
        took[way].append(1000 * (time.perf_counter() - began))
    time.sleep(0.06)
print(json.dumps(took))
"""


class Stack:
    """The stack of a tree, under a name of its own and on any free port."""

    def __init__(self, tree: str) -> None:
        self.folder = ROOT / tree / "14-gateway"
        self.project = f"benchmark-gateway-{os.getpid()}"

    def compose(self, *words: str) -> str:
        """What `docker compose WORDS` prints; raises CalledProcessError."""
        command = ["docker", "compose", "--project-name", self.project, *words]
        env = {**os.environ, "GATEWAY_PORT": "0"}
        return subprocess.run(command, cwd=self.folder, env=env, check=True, capture_output=True, text=True).stdout

    def up(self) -> float:
        """Start it; the seconds until all are healthy."""
        began = time.perf_counter()
        self.compose("up", "--detach", "--wait")
        return time.perf_counter() - began


def measure(stack: Stack, rounds: int) -> dict[str, list[float]]:
    """Milliseconds of each request, by the way that it went."""
    took: dict[str, list[float]] = json.loads(
        stack.compose("exec", "--no-TTY", FROM, "python", "-c", PROGRAM, PATH, str(rounds))
    )
    return took


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--tree", default="solutions")
    chosen = parser.parse_args()
    stack = Stack(chosen.tree)
    try:
        stack.compose("build")
        print(f"all healthy, on new data   {stack.up():6.1f} s")
        stack.compose("down")
        print(f"all healthy, on old data   {stack.up():6.1f} s")
        took = measure(stack, chosen.rounds)
        for way, times in took.items():
            print(f"{way:<10} median {statistics.median(times):6.2f} ms   {chosen.rounds} requests")
        extra = [through - direct for through, direct in zip(took["gateway"], took["direct"], strict=True)]
        print(f"overhead   median {statistics.median(extra):6.2f} ms")
        print(stack.compose("ps", "--all"))
    except subprocess.CalledProcessError as error:
        sys.exit(f"{error}\n{error.stderr}")
    finally:
        stack.compose("down", "--volumes", "--rmi", "local", "--timeout", "2")


if __name__ == "__main__":
    main()
