from flask import Flask, Response, jsonify, request

from . import spy

TEXT = {"type": "string", "pattern": r"^([\w\W]+)+\u0000$"}
FIELDS = dict.fromkeys(("id", "title", "description", "message"), TEXT)
SCHEMA = {"type": "object", "properties": FIELDS}
REPLIES = {str(status): {"schema": {"type": "array", "items": SCHEMA}} for status in (200, 400)}
OTHERS = {str(status): {"schema": SCHEMA} for status in (201, 204, 400, 404, 409, 415)}
DOCUMENT = {
    "swagger": "2.0",
    "info": {"title": "mine"},
    "paths": {
        "/movies": {"get": {"responses": REPLIES}, "post": {"responses": OTHERS}},
        "/movies/{id}": {"get": {"responses": OTHERS | {"200": {"schema": SCHEMA}}}, "put": {"responses": OTHERS}},
    },
}


@spy.in_the_app
def change(app: Flask) -> None:
    """The program, with another document."""

    @app.before_request
    def document() -> Response | None:
        return jsonify(DOCUMENT) if request.path == "/swagger.json" else None


spy.tried("patterns that take years")
