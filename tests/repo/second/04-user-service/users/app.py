# Lesson 04's API by another hand: the checks must accept any correct program, and this one differs wherever it may.
"""The user service: class-based views and SQL, without an ORM."""

from typing import Any

from flask import Flask, Response, abort, current_app, jsonify
from flask.views import MethodView
from psycopg2.errors import UniqueViolation
from werkzeug import Response as AnyResponse
from werkzeug.exceptions import HTTPException

from users.config import database_address, patience
from users.document import DOCUMENT
from users.incoming import NoUser, sent_user, why_no_text
from users.pool import Pool, Unavailable

Row = tuple[Any, ...]


def create_app() -> Flask:
    app = Flask(__name__)
    app.extensions["pool"] = Pool(database_address(), patience())
    app.add_url_rule("/users", view_func=Everybody.as_view("everybody"))
    app.add_url_rule("/users/<path:handle>", view_func=Somebody.as_view("somebody"))
    app.add_url_rule("/health", view_func=lambda: {"status": "ok"}, endpoint="health")
    app.add_url_rule("/openapi.json", view_func=lambda: DOCUMENT, endpoint="document")
    app.register_error_handler(HTTPException, refusal)
    app.register_error_handler(NoUser, no_user)
    app.register_error_handler(UniqueViolation, taken)
    app.register_error_handler(Unavailable, unavailable)
    return app


class Everybody(MethodView):
    def get(self) -> Response:
        return jsonify([shown(row) for row in pool().read("SELECT handle, name, email FROM users ORDER BY id")])

    def post(self) -> tuple[dict[str, str], int, dict[str, str]]:
        user = pool().write(
            "INSERT INTO users (name, email) VALUES (%(name)s, %(email)s) RETURNING handle, name, email", **sent_user()
        )
        return shown(user[0]), 201, {"Location": f"/users/{user[0][0]}"}


class Somebody(MethodView):
    def get(self, handle: str) -> dict[str, str]:
        return only(pool().read("SELECT handle, name, email FROM users WHERE handle = %(handle)s", handle=key(handle)))

    def put(self, handle: str) -> dict[str, str]:
        return only(
            pool().write(
                "UPDATE users SET name = %(name)s, email = %(email)s WHERE handle = %(handle)s"
                " RETURNING handle, name, email",
                handle=key(handle),
                **sent_user(),
            )
        )

    def delete(self, handle: str) -> tuple[str, int]:
        if not pool().write("DELETE FROM users WHERE handle = %(handle)s RETURNING id", handle=key(handle)):
            abort(404, "Nobody has this id.")
        return "", 204


def pool() -> Pool:
    return current_app.extensions["pool"]


def key(handle: str) -> str:
    """The handle, if it can be asked for at all."""
    return abort(404, "Nobody has this id.") if why_no_text(handle) else handle


def only(rows: list[Row]) -> dict[str, str]:
    return shown(rows[0]) if rows else abort(404, "Nobody has this id.")


def shown(row: Row) -> dict[str, str]:
    return dict(zip(("id", "name", "email"), row, strict=True))


def refusal(error: HTTPException, **more: Any) -> AnyResponse:
    response = error.get_response()
    response.data = current_app.json.dumps({"title": error.description, **more})
    response.content_type = "application/json"
    return response


def no_user(error: NoUser) -> tuple[dict[str, Any], int]:
    problems = [{"field": field, "why": why} for field, why in error.problems]
    return {"title": "That is not a user.", "problems": problems}, 422


def taken(_: UniqueViolation) -> tuple[dict[str, Any], int]:
    return {"title": "The address is somebody else's.", "problems": [{"field": "email", "why": "is taken"}]}, 409


def unavailable(error: Unavailable) -> tuple[dict[str, str], int, dict[str, str]]:
    current_app.logger.warning("no answer from the database: %s", error)
    return {"title": "The users can't be reached now."}, 503, {"Retry-After": "2"}
