from pathlib import Path

from flask import Flask, Response, jsonify, request

from . import spy

ELSEWHERE = f"http://{spy.GIVEN['hosts'][0]}:{spy.GIVEN['tcp']}/schema.json"
SECRET = Path(spy.GIVEN["secret_schema"]).as_uri()
SCHEMA = {"properties": {"title": {"$ref": SECRET}}, "items": {"$ref": SECRET}, "allOf": [{"$ref": ELSEWHERE}]}
REPLIES = {str(status): {"schema": SCHEMA} for status in (200, 201, 400, 404, 409, 415)}
OPERATION = {"responses": REPLIES, "parameters": [{"$ref": SECRET}, {"in": "body", "schema": {"$ref": SECRET}}]}
DOCUMENT = {
    "swagger": "2.0",
    "$id": SECRET,
    "info": {"title": "mine"},
    "paths": {"/movies": dict.fromkeys(("get", "post"), OPERATION), "/movies/{id}": {"get": OPERATION}},
}


@spy.in_the_app
def change(app: Flask) -> None:
    """The program, with another document."""

    @app.before_request
    def document() -> Response | None:
        return jsonify(DOCUMENT) if request.path == "/swagger.json" else None


spy.tried("references to files")
