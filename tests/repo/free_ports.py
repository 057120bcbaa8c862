"""The stack of a lesson on ports that nobody has, so that tests are in nobody's way."""

from __future__ import annotations

from workshop.catalog import Lesson
from workshop.serve.ports import free_port
from workshop.stacks.members import Member, members


def on_free_ports(lesson: Lesson, **env: str) -> list[Member]:
    """The solutions that make up the stack of `lesson`, each on a free port, with `env` added to what all are given."""
    return [member.moved(free_port(), **env) for member in members(lesson, mine=False, say=print)]
