"""Loads what clients send with marshmallow's schemas; what doesn't fit becomes a problem detail."""

from collections.abc import Iterator
from typing import Any

from flask import request
from marshmallow import Schema, ValidationError

from chassis.problems import body_is_wrong, pointer, query_is_wrong

WHOLE = "_schema"  # marshmallow's name for all of the input


def load_query(schema: Schema) -> dict[str, Any]:
    """The query of this request, through a schema."""
    values = {name: given[0] for name, given in request.args.lists()}
    repeated = {name: "It may be given once." for name, given in request.args.lists() if len(given) > 1}
    loaded, mistakes = attempt(schema, values)
    # task 2: name the parameter
    if wrong := {str(place[0]): what for place, what in mistakes} | repeated:
        raise query_is_wrong(wrong)
    # end task 2
    return loaded


def load_body(schema: Schema) -> dict[str, Any]:
    """The body of this request, through a schema."""
    loaded, mistakes = attempt(schema, request.get_json())
    # task 2: name the place
    if mistakes:
        raise body_is_wrong({pointer(*place): what for place, what in mistakes})
    # end task 2
    return loaded


def attempt(schema: Schema, sent: Any) -> tuple[Any, list[tuple[tuple[Any, ...], str]]]:
    try:
        return schema.load(sent), []
    except ValidationError as error:
        messages = error.normalized_messages()
    if not isinstance(sent, dict):
        return None, [((), " ".join(messages[WHOLE]))]
    return None, list(flat(messages))


def flat(messages: dict[Any, Any], *above: Any) -> Iterator[tuple[tuple[Any, ...], str]]:
    for name, said in messages.items():
        if isinstance(said, dict):
            yield from flat(said, *above, name)
        else:
            yield (*above, name), " ".join(said)
