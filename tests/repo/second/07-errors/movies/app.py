"""The movie service, put together."""

from typing import NoReturn

import flask_restx
from flask import Flask

from chassis import database, logs, problems, request_ids
from movies import resources

DESCRIPTION = (
    "The movies of the library. Every reply has an X-Request-ID: that of the request, where it is 1 to 64 letters, "
    "digits, dots, underscores and hyphens, else a new one. Every error is a problem detail (RFC 9457), also for other "
    "paths (404), other methods (405) and our own failures (500)."
)


class Api(flask_restx.Api):
    """RESTX without its own errors."""

    # task 1: and an error goes where the application wants it
    def handle_error(self, e: Exception) -> NoReturn:
        """Handle nothing: what is raised here RESTX hands to Flask."""
        raise e

    # end task 1


def create_app() -> Flask:
    """The service, set up from the environment; it starts whatever state the database is in, and asks it nothing."""
    app = Flask(__name__)
    app.config["SWAGGER_UI_DOC_EXPANSION"] = "list"  # the page at / shows every operation at once
    logs.init_app(app)
    request_ids.init_app(app)
    problems.init_app(app)
    database.init_app(app)
    api = Api(app, title="Movie service", version="1.0", description=DESCRIPTION)
    api.add_namespace(resources.ns)
    return app
