import itertools

from flask import Flask, Response, request

from . import spy

BODIES = itertools.cycle(
    (
        "[" * 90_000,
        f'{{"swagger": {"9" * 10_000}}}',
        '{"swagger": "2.0", "paths": {"\\ud800\\u0000": {"get": {"responses": {"\\udfff": {}}}}}}',
        '{"swagger": "2.0", "paths": {"/movies": {"$ref": "#/paths/~1movies"}}}',
        '{"swagger": "2.0", "paths": [], "definitions": {"a": {"allOf": [{"$ref": "#/definitions/a"}]}}}',
        '{"swagger": "2.0", "paths": {"/movies": {"get": {"responses": {"200": {"schema": 7}}}}}}',
        f'{{"a": {"{" + chr(34) + "a" + chr(34) + ":"}' * 3000,
    )
)


@spy.in_the_app
def change(app: Flask) -> None:
    """The program, with another document each time."""

    @app.before_request
    def document() -> Response | None:
        return Response(next(BODIES), content_type="application/json") if request.path == "/swagger.json" else None


spy.tried("odd documents")
