"""Requests per second, as `wrk` measures them, of services that have routes to compare with."""

from __future__ import annotations

import argparse
import dataclasses
import re
import shutil
import statistics
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from workshop.stacks.members import Member


def options(description: str | None) -> argparse.Namespace:
    """What the command line says of rounds and seconds; ends the program where there is no `wrk`."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=2)
    given = parser.parse_args()
    if not shutil.which("wrk"):
        raise SystemExit("wrk is not installed. On Debian and Ubuntu: sudo apt install wrk")
    return given


def medians(
    urls: Mapping[str, str], connections: int, given: argparse.Namespace, headers: Mapping[str, str] | None = None
) -> dict[str, float]:
    """The requests per second that each of these takes, by name: measured in turns, `given.rounds` times."""
    taken: dict[str, list[float]] = {name: [] for name in urls}
    for _ in range(given.rounds):
        for name, url in urls.items():
            taken[name].append(_requests_per_second(url, connections, given.seconds, headers or {}))
    return {name: statistics.median(values) for name, values in taken.items()}


def _requests_per_second(url: str, connections: int, seconds: int, headers: Mapping[str, str]) -> float:
    given = [f"-H{name}: {value}" for name, value in headers.items()]
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", *given, url]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said:
        raise SystemExit(f"{url} answered errors:\n{said}")
    return float(re.findall(r"Requests/sec:\s+([\d.]+)", said)[0])


def with_routes(member: Member, parent: Path, program: str) -> Member:
    """The same service, from a copy in `parent` with one module more: `program`, whose create_app adds routes to it."""
    folder = parent / member.name
    shutil.copytree(member.folder, folder)
    (folder / "measured.py").write_text(program, encoding="utf-8")
    entry = msgspec.structs.replace(member.entry, app="measured:create_app()")
    return dataclasses.replace(member, folder=folder, entry=entry)
