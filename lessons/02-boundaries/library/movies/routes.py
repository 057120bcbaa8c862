# task 4: answer as openapi.yaml says
"""Movies over HTTP. Title and year together say which one is meant, so no two movies have both in common."""

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

bp = Blueprint("movies", __name__, url_prefix="/movies")


@bp.route("", methods=["GET", "POST"])
@bp.route("/<movie_id>", methods=["GET", "PUT", "DELETE"])
def not_yet(movie_id: str = "") -> ResponseReturnValue:
    """Say that the movies have still to move in here."""
    abort(501, "not written yet")
