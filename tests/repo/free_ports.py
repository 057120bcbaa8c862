"""The stack of a lesson on ports that nobody has, so that tests are in nobody's way."""

from __future__ import annotations

import dataclasses

import msgspec

from workshop.catalog import Lesson
from workshop.serve.ports import free_port
from workshop.stacks.members import Member, members


def on_free_ports(lesson: Lesson, **env: str) -> list[Member]:
    """The solutions that make up the stack of `lesson`, each on a free port, with `env` added to what all are given."""
    return [_moved(member, env) for member in members(lesson, mine=False, say=print)]


def _moved(member: Member, env: dict[str, str]) -> Member:
    entry = msgspec.structs.replace(member.entry, port=free_port(), env=member.entry.env | env)
    return dataclasses.replace(member, entry=entry)
