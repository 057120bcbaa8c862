"""How the commands' arguments are written: a lesson, a task, a service's setting."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

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


class Finite(click.FloatRange):
    """A number in a range; "nan" is in none."""

    def convert(self, value: Any, param: click.Parameter | None, context: click.Context | None) -> Any:
        number = super().convert(value, param, context)
        if not math.isfinite(number):
            self.fail(f"{value} is not in the range {self._describe_range()}.", param, context)
        return number


class HtmlFile(click.Path):
    """The name of a page to write; its data are written beside it."""

    def __init__(self) -> None:
        super().__init__(dir_okay=False, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, context: click.Context | None) -> Any:
        path: Any = super().convert(value, param, context)
        if path.suffix != ".html":
            self.fail(f"{value} is no page: name it so that it ends in .html.", param, context)
        return path


def refuse_beside(option: str, context: click.Context, *fitting: str) -> None:
    """Raises UsageError where other options were given than those that go with this one."""
    for param in context.command.params:
        given = context.get_parameter_source(param.name or "") == ParameterSource.COMMANDLINE
        if given and isinstance(param, click.Option) and option not in param.opts and param.name not in fitting:
            raise click.UsageError(f"{param.opts[0]} does not go with {option}")


class Assignment(click.ParamType[Any]):
    """`service=value`."""

    name = "service=value"

    def convert(self, value: Any, param: click.Parameter | None, context: click.Context | None) -> Any:
        name, equals, rest = value.partition("=")
        if not (name and equals and rest):
            self.fail(f'write service=value, for example movies="node server.js"; got "{value}".', param, context)
        return name, rest
