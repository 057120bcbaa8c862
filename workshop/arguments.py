"""How the commands' arguments are written: a lesson, a task, a service's setting."""

from __future__ import annotations

from typing import Any

import click

from workshop import catalog
from workshop.catalog import Lesson


class LessonName(click.ParamType[Any]):
    name = "lesson"

    def convert(self, value: Any, param: click.Parameter | None, context: click.Context | None) -> Lesson:
        return value if isinstance(value, Lesson) else catalog.find(value)


class TaskName(click.ParamType[Any]):
    """`3.2`."""

    name = "task"

    def convert(self, value: Any, param: click.Parameter | None, context: click.Context | None) -> Any:
        return catalog.find_task(value) if isinstance(value, str) else value


class Place(click.ParamType[Any]):
    """`3` or `3.2`: a lesson, or one task of it."""

    name = "lesson[.task]"

    def convert(self, value: Any, param: click.Parameter | None, context: click.Context | None) -> Any:
        if not isinstance(value, str):
            return value
        return catalog.find_task(value) if "." in value else (catalog.find(value), None)


class Assignment(click.ParamType[Any]):
    """`service=value`."""

    name = "service=value"

    def convert(self, value: Any, param: click.Parameter | None, context: click.Context | None) -> Any:
        name, equals, rest = value.partition("=")
        if not (name and equals and rest):
            self.fail(f'write service=value, for example movies="node server.js"; got "{value}".', param, context)
        return name, rest
