"""What marshmallow finds wrong, as a problem detail that says where."""

from collections.abc import Iterator
from typing import Any

from flask import Flask, request
from marshmallow import ValidationError
from werkzeug import Response

from chassis import problems

WHOLE = "_schema"  # marshmallow's name for what is wrong with all of it


def init_app(app: Flask) -> None:
    """Let the app answer a ValidationError with 400."""
    app.register_error_handler(ValidationError, not_valid)


def not_valid(error: ValidationError) -> Response:
    """400 with everything that is wrong: in the query of a GET, in the body of anything else."""
    messages = error.normalized_messages()
    wrong = in_query(messages) if request.method == "GET" else in_body(messages)
    return problems.answer(problems.Invalid(wrong))


def in_query(messages: dict[Any, Any]) -> Iterator[dict[str, str]]:
    """An entry for each parameter that is wrong: {"page": ["…"]} is what marshmallow says."""
    for name, said in messages.items():
        yield {"parameter": name, "detail": " ".join(said)}


def in_body(messages: dict[Any, Any]) -> Iterator[dict[str, str]]:
    """An entry for each place that is wrong."""
    for place, detail in places(messages):
        yield {"pointer": problems.pointer(*place), "detail": detail}


def places(messages: dict[Any, Any], inside: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], str]]:
    """Each place that is wrong, ("cast", 0), and what is wrong with it."""
    for name, said in messages.items():
        place = inside if name == WHOLE else (*inside, name)
        if isinstance(said, dict):
            yield from places(said, place)
        else:
            yield place, " ".join(said)
