"""What every package needs to read a request. Nothing is kept here."""

import json
import re
from typing import Any, NoReturn

from flask import Response, abort, request

LONGEST = 1000


def body() -> dict[str, Any]:
    """The JSON object that was sent; 415 or 400 for anything else."""
    if request.mimetype != "application/json":
        abort(415, "The body must be sent as application/json.")
    try:
        sent = json.loads(request.get_data().decode("utf-8"), parse_constant=no_json)
        # half a surrogate pair can be read, but never be stored or sent
        json.dumps(sent, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError):
        abort(400, "The body can't be read as JSON.")
    if not isinstance(sent, dict):
        abort(400, "The body must be an object.")
    return sent


def no_json(constant: str) -> NoReturn:
    raise ValueError(constant)


def one_text(sent: dict[str, Any], name: str, longest: int = LONGEST) -> str:
    match sent.get(name):
        case str(text) if text.strip() and len(text) <= longest:
            return text
    return abort(400, f"{name} must be text of 1 to {longest} characters, and not only blanks.")


def one_year(sent: dict[str, Any], name: str) -> int:
    match sent.get(name):
        case bool():
            pass
        case int(year) if 0 <= year <= 2100:
            return year
    return abort(400, f"{name} must be a year from 0 to 2100.")


def asked(name: str) -> str | None:
    """What the query says after this name, None if nothing; 400 if it says it twice."""
    values = request.args.getlist(name)
    if len(values) > 1:
        abort(400, f"{name} may be given once.")
    return values[0] if values else None


def asked_number(name: str) -> str | None:
    """The digits of the whole number after this name, without leading zeros. A text, so that none is too long."""
    text = asked(name)
    if text is None:
        return None
    parts = re.fullmatch("(-?)0*([0-9]+)", text)
    if parts is None:
        return abort(400, f"{name} must be a whole number.")
    return "".join(parts.groups())


def gone() -> Response:
    """204, with nothing in it and no type of nothing."""
    response = Response(status=204)
    del response.headers["Content-Type"]
    return response
