"""The ports that a stack needs."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import click

from workshop.doctor.ports import who
from workshop.serve.ports import free_port, is_taken

if TYPE_CHECKING:
    from workshop.stacks.members import Member

HIGHEST = 65535


def wanted(name: str, usual: int) -> int:
    """The port of a service, or of the gateway: the one in its variable, as in the compose files, else the usual one.

    Raises UsageError where that is no port.
    """
    said = os.environ.get(variable(name)) or str(usual)
    if not (said.isascii() and said.isdigit() and 0 < int(said) <= HIGHEST):
        raise click.UsageError(f"{variable(name)} is a port, a number from 1 to {HIGHEST}; got {said}")
    return int(said)


def variable(name: str) -> str:
    """The environment variable that moves a service, or the gateway, to another port."""
    return f"{name.upper()}_PORT"


def taken(members: Iterable[Member]) -> str:
    """Which ports of these services are taken, by whom, and what to do about it; empty where none is."""
    return held({member.name: member.entry.port for member in members})


def held(ports: Mapping[str, int]) -> str:
    """The same for ports by the name of what each is for."""
    held = {name: port for name, port in ports.items() if is_taken(port)}
    if not held:
        return ""
    lines = [f"port {port}, for {name}, is taken by {who(port)}" for name, port in held.items()]
    elsewhere = " ".join(f"{variable(name)}={free_port()}" for name in held)
    cure = f"End what holds it, or go elsewhere by setting {elsewhere}; then run this again. Nothing was started."
    return "\n".join([*lines, cure])
