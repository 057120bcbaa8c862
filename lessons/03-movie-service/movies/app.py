"""The movie service, put together."""

import json
import os
from pathlib import Path

from flask import Flask

from movies import errors, resources
from movies.store import NewMovie, Store

STOCK = Path(__file__).with_name("movies.json")


def create_app() -> Flask:
    """The service, with its movies loaded from the JSON file that DATA_FILE names."""
    app = Flask(__name__)
    app.config["SWAGGER_UI_DOC_EXPANSION"] = "list"  # the page at / shows every operation at once
    errors.handle_in(app)
    app.extensions["movies"] = Store(load(Path(os.environ.get("DATA_FILE", STOCK))))
    # task 6: the document says whose it is
    api = errors.Api(app)
    # end task 6
    api.add_namespace(resources.ns)
    return app


def load(file: Path) -> list[NewMovie]:
    """The movies in a JSON file; raises OSError or ValueError, and the service does not start without them."""
    movies: list[NewMovie] = json.loads(file.read_text(encoding="utf-8"))
    return movies
