"""The movie service, put together."""

from collections.abc import Callable

import flask_restx
from flask import Flask
from werkzeug import Response

from chassis import database, key_sets, logs, problems, request_ids, tokens
from movies import permissions, resources

DESCRIPTION = (
    "The movies of the library. Every reply has an X-Request-ID: that of the request, where it is 1 to 64 letters, "
    "digits, dots, underscores and hyphens, else a new one. Every error is a problem detail (RFC 9457), also for other "
    "paths (404), other methods (405) and our own failures (500)."
)

AUTHORIZATIONS = {  # Swagger 2.0 has no word for bearer tokens
    "accessToken": {
        "type": "apiKey",
        "in": "header",
        "name": "Authorization",
        "description": "Bearer, a blank, and an access token that the user service gave at /login",
    }
}

Handler = Callable[[Exception], Response]  # what an application does with an error


class Api(flask_restx.Api):
    """Flask-RESTX's Api, with errors left to the application.

    RESTX answers errors itself, and words a 404 and a 500 its own way. One place for all errors is easier to trust.
    """

    def error_router(self, original_handler: Handler, e: Exception) -> Response:
        return original_handler(e)


def create_app() -> Flask:
    """The service, set up from the environment; it starts whatever state the database is in, and asks it nothing."""
    app = Flask(__name__)
    app.config["SWAGGER_UI_DOC_EXPANSION"] = "list"  # the page at / shows every operation at once
    logs.init_app(app)
    request_ids.init_app(app)
    problems.init_app(app)
    database.init_app(app)
    tokens.init_app(app, key_sets.from_environment().find)
    permissions.init_app(app)
    api = Api(app, title="Movie service", version="1.0", description=DESCRIPTION, authorizations=AUTHORIZATIONS)
    api.add_namespace(resources.ns)
    return app
