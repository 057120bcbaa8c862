"""What all four share when they speak HTTP: reading numbers from the query, and JSON from the body."""

from flask import abort, request

from library.store import Item


def query_integer(name: str) -> int | None:
    """The integer after ``?name=``, or None if the query has no such name. Anything but an integer is refused: 400."""
    text = request.args.get(name)
    if text is None:
        return None
    # task 2: make an integer of the text, or refuse it
    try:
        return int(text)
    except ValueError:
        abort(400, f"{name}: expected an integer")
    # end task 2


def json_object() -> Item:
    """The JSON object in the body. Refused: a body that isn't sent as JSON (415), isn't JSON, or is no object (400)."""
    # task 3: trust nothing that was sent
    try:
        body = request.get_json()
    except RecursionError:
        abort(400, "the body is nested too deeply")
    if not isinstance(body, dict):
        abort(400, "expected a JSON object")
    return body
    # end task 3


def text(body: Item, name: str, most: int = 1000) -> str:
    """The text in this field. Refused with 400: none, another type, only blanks, more than `most` characters."""
    # task 3: accept text only, with something in it
    value = body.get(name)
    if not isinstance(value, str) or not value.strip() or len(value) > most:
        abort(400, f"{name}: expected 1 to {most} characters, and not only blanks")
    return value
    # end task 3


def integer(body: Item, name: str, low: int, high: int) -> int:
    """The integer in this field. Refused with 400: none, another type, one below `low` or above `high`."""
    # task 3: accept an integer only, from low to high
    value = body.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        abort(400, f"{name}: expected an integer from {low} to {high}")
    return value
    # end task 3
