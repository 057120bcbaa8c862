"""The book service, put together."""

from flask import Flask

from books import resources
from chassis import database, documents, logs, problems, request_ids


def create_app() -> Flask:
    """The service, set up from the environment; it starts whatever state the database is in, and asks it nothing."""
    app = Flask(__name__)
    for part in (logs, request_ids, problems, database, documents):
        part.init_app(app)
    app.register_blueprint(resources.bp)
    return app
