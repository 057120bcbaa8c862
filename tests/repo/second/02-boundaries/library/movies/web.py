"""What clients see of the movies."""

from typing import Any

from flask import Blueprint, Response, abort, jsonify, make_response

from .. import wire
from .contract import film_in
from .shelf import Movies, Twin


def blueprint(movies: Movies) -> Blueprint:
    blue = Blueprint("films", __name__)

    @blue.get("/movies")
    def many() -> Response:
        return jsonify(movies.of(wire.asked_number("year")))

    @blue.post("/movies")
    def add() -> Response:
        film = sent_film()
        try:
            film = movies.add(film)
        except Twin:
            abort(409, "A movie with this title and year is here already.")
        response = make_response(jsonify(film), 201)
        response.location = f"/movies/{film['id']}"
        response.autocorrect_location_header = True
        return response

    @blue.get("/movies/<film_id>")
    def one(film_id: str) -> dict[str, Any]:
        return movies.get(film_id) or abort(404, "No movie has this id.")

    @blue.put("/movies/<film_id>")
    def put(film_id: str) -> dict[str, Any]:
        one(film_id)
        try:
            return movies.replace(film_id, sent_film()) or one(film_id)
        except Twin:
            return abort(409, "Another movie has this title and year.")

    @blue.delete("/movies/<film_id>")
    def remove(film_id: str) -> Response:
        return wire.gone() if movies.remove(film_id) else abort(404, "No movie has this id.")

    return blue


def sent_film() -> dict[str, Any]:
    """The movie in the body: 400 and 415 where there is none to be read, 422 where it is not one."""
    try:
        return film_in(wire.body())
    except ValueError as error:
        return abort(422, str(error))
    except RecursionError:
        return abort(400, "The body is nested too deeply.")
