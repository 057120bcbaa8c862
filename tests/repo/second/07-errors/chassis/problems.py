# Lesson 07 by another hand: the checks must accept any correct program, and this one differs wherever it may.
"""Problem details (RFC 9457) for every error that leaves a service.

Nothing is registered for Exception: Flask itself logs what nobody has caught, and makes an InternalServerError of it.
So HTTP's own errors are the only ones to be worded here.
"""

from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from flask import Flask, current_app
from flask.json.provider import DefaultJSONProvider
from werkzeug import Response
from werkzeug.exceptions import BadRequest, HTTPException

from chassis import request_ids

MEDIA_TYPE = "application/problem+json"
DEEPEST = 64
TOO_DEEP = f"JSON may be nested {DEEPEST} deep here, and no deeper."
STANDS_FOR_ITSELF = "!$&'()*+,;=:@?"  # in a fragment (RFC 3986, 3.5)


class Invalid(BadRequest):
    """A body or a query with mistakes in it: where each one is, and what is wrong there."""

    description = "Some of what was sent can't be accepted."
    type = "https://library.example.org/problems/invalid-input"
    title = "Invalid input"

    def __init__(self, key: str, mistakes: dict[str, str]) -> None:
        super().__init__()
        self.errors = [{key: where, "detail": what} for where, what in mistakes.items()]


def body_is_wrong(mistakes: dict[str, str]) -> Invalid:
    """The error for mistakes in a body, by their pointers."""
    return Invalid("pointer", mistakes)


def query_is_wrong(mistakes: dict[str, str]) -> Invalid:
    """The error for mistakes in a query, by their parameters."""
    return Invalid("parameter", mistakes)


def pointer(*steps: str | int) -> str:
    """A JSON pointer as the fragment of a URL (RFC 6901, 6)."""
    # task 2: any name at all, as part of a pointer in a URL
    return "#" + "".join(f"/{escaped(str(step))}" for step in steps)
    # end task 2


def escaped(step: str) -> str:
    # half a character has no bytes in UTF-8: U+FFFD stands where it was
    whole = "".join("\ufffd" if "\ud800" <= letter <= "\udfff" else letter for letter in step)
    return quote(whole.replace("~", "~0").replace("/", "~1"), safe=STANDS_FOR_ITSELF)


class BoundedJSON(DefaultJSONProvider):
    """Reads JSON that the functions behind it can walk through without running out of stack."""

    def loads(self, s: str | bytes, **options: Any) -> Any:
        try:
            document = super().loads(s, **options)
        except RecursionError:
            raise BadRequest(TOO_DEEP) from None
        except ValueError:
            raise BadRequest("The body can't be read as JSON.") from None
        level = [document]
        for _ in range(DEEPEST):
            level = [inner for outer in level for inner in inside(outer)]
            if not level:
                return document
        raise BadRequest(TOO_DEEP)


def inside(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def init_app(app: Flask) -> None:
    app.json = BoundedJSON(app)
    # task 1: what is no crash
    app.register_error_handler(HTTPException, answer)
    # end task 1


def answer(error: HTTPException) -> Response:
    """The error's own response, with another body in it."""
    # task 1: what went wrong, in the words of the RFC
    response = error.get_response()
    title = HTTPStatus(response.status_code).phrase
    problem = {
        "type": "about:blank",
        "title": title,
        "status": response.status_code,
        "detail": error.description or title,
        "request_id": request_ids.current(),
    }
    if isinstance(error, Invalid):
        problem |= {"type": error.type, "title": error.title, "errors": error.errors}
    response.data = current_app.json.dumps(problem)
    response.content_type = MEDIA_TYPE
    return response
    # end task 1
