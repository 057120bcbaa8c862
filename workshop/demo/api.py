"""The page and what it asks for, as a Flask application."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterable
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any, TypeVar

import msgspec
from flask import Flask, Response, abort, request
from werkzeug.exceptions import Conflict, HTTPException
from werkzeug.wrappers import Response as Reply

from workshop.demo.contract import Console, Json
from workshop.demo.door import Door
from workshop.demo.reading import as_page
from workshop.demo.stream import Streams
from workshop.demo.system import SLOWEST, ActionError

PAGE = Path(__file__).parent / "page"
LARGEST = 4096  # bytes of an order
MENDS = {"thaw": "freeze", "roll back": "deploy"}  # what undoes an action, and goes with it
Order = TypeVar("Order")

# Windows lets any program change what .js is, and a browser runs no module that isn't called one
mimetypes.add_type("text/javascript", ".js")


class Action(msgspec.Struct, forbid_unknown_fields=True):
    box: str
    do: str
    seconds: Annotated[float, msgspec.Meta(ge=0, le=SLOWEST)] | None = None


class Play(msgspec.Struct, forbid_unknown_fields=True):
    id: str


class Nothing(msgspec.Struct, forbid_unknown_fields=True):
    pass


class Rate(msgspec.Struct, forbid_unknown_fields=True):
    rate: Annotated[float, msgspec.Meta(gt=0, le=1000)]


def make_app(console: Console, door: Door, streams: Streams) -> Flask:
    """The page at / and what it needs at /api."""
    app = Flask(__name__, static_folder=str(PAGE), static_url_path="/page")
    app.config["MAX_CONTENT_LENGTH"] = LARGEST
    app.register_error_handler(HTTPException, _problem)
    app.register_error_handler(ActionError, _refused)
    door.guard(app)

    @app.get("/")
    def page() -> Reply | tuple[str, int, dict[str, str]]:
        if admitted := door.admit():
            return admitted
        if door.knows():
            return app.send_static_file("index.html")
        said = "This page needs a token: open the address that the terminal shows.\n"
        return said, HTTPStatus.FORBIDDEN, {"Content-Type": "text/plain; charset=utf-8"}

    @app.get("/lessons/<name>/README.md")
    def lesson(name: str) -> str:
        return as_page(name) or abort(HTTPStatus.NOT_FOUND, f"There is no lesson “{name}”.")

    @app.get("/api/setup")
    def setup() -> Response:
        return _json(console.setup())

    @app.get("/api/log")
    def log() -> Response:
        box = _one_of(_boxes(console), request.args.get("box", ""), "box")
        return _json({"log": console.log(box)})

    @app.get("/api/stream")
    def stream() -> Response:
        return streams.open()

    @app.post("/api/action")
    def action() -> Response:
        order = _order(Action)
        boxes = _boxes(console)
        does = boxes[_one_of(boxes, order.box, "box")]["actions"]
        mends = [mend for mend, undone in MENDS.items() if undone in does]
        console.act(order.box, _one_of([*does, *mends], order.do, f"action on {order.box}"), order.seconds)
        return _done()

    @app.post("/api/scenario")
    def play() -> Response:
        known = [scenario["id"] for scenario in console.setup()["scenarios"]]
        console.play(_one_of(known, _order(Play).id, "scenario"))
        return _done()

    @app.post("/api/scenario/stop")
    def stop() -> Response:
        _order(Nothing)
        console.stop_scenario()
        return _done()

    @app.post("/api/rate")
    def rate() -> Response:
        console.set_rate(_order(Rate).rate)
        return _done()

    return app


def _boxes(console: Console) -> dict[str, Any]:
    return {box["name"]: box for box in console.setup()["boxes"]}


def _one_of(known: Iterable[str], name: str, what: str) -> str:
    """The name, where it is one of those; else the request ends with 404."""
    if name not in known:
        abort(HTTPStatus.NOT_FOUND, f"There is no {what} called “{name}”: there is {', '.join(known) or 'none'}.")
    return name


def _order(kind: type[Order]) -> Order:
    """The request's body; what is not of that kind ends it with 400."""
    try:
        return msgspec.json.decode(request.get_data(), type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        abort(HTTPStatus.BAD_REQUEST, f"This is no {kind.__name__.lower()}: {error}.")


def _json(data: Json) -> Response:
    return Response(msgspec.json.encode(data), mimetype="application/json", headers={"Cache-Control": "no-store"})


def _done() -> Response:
    return Response(status=HTTPStatus.NO_CONTENT)


def _refused(error: ActionError) -> Reply:
    return _problem(Conflict(str(error)))


def _problem(error: HTTPException) -> Reply:
    """A problem detail (RFC 9457), with the headers that go with the error."""
    reply = error.get_response()
    assert isinstance(reply, Reply)
    reply.data = msgspec.json.encode({"title": error.name, "status": error.code, "detail": error.description})
    reply.mimetype = "application/problem+json"
    return reply
