"""What all four share when they speak HTTP: reading numbers from the query, and JSON from the body."""

from flask import abort, request

from library.collection import Item


def query_integer(name: str) -> int | None:
    """The integer after ``?name=``, or None if the query has no such name. Anything but an integer is refused: 400."""
    text = request.args.get(name)
    if text is None:
        return None
    try:
        return int(text)
    except ValueError:
        abort(400, f"{name}: expected an integer")


def json_object() -> Item:
    """The JSON object in the body. Refused: a body that isn't sent as JSON (415), isn't JSON, or is no object (400)."""
    try:
        body = request.get_json()
    except RecursionError:
        abort(400, "the body is nested too deeply")
    if not isinstance(body, dict):
        abort(400, "expected a JSON object")
    return body


def text(body: Item, name: str, most: int = 1000) -> str:
    """The text in this field. Refused with 400: none, another type, only blanks, more than `most` characters."""
    value = body.get(name)
    if not isinstance(value, str) or not value.strip() or len(value) > most:
        abort(400, f"{name}: expected 1 to {most} characters, and not only blanks")
    return value


def integer(body: Item, name: str, low: int, high: int) -> int:
    """The integer in this field. Refused with 400: none, another type, one below `low` or above `high`."""
    value = body.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        abort(400, f"{name}: expected an integer from {low} to {high}")
    return value
