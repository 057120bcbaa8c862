# Lesson 03's API by another hand: the checks must accept any correct program, and this one differs wherever it may.
"""The movie service in plain Flask, with a document and a page of its own."""

import json
import os
import re
from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, current_app, jsonify, request
from werkzeug import Response as AnyResponse
from werkzeug.exceptions import HTTPException

from movies import document
from movies.rules import Movie, movie_in
from movies.store import Store, Taken


def create_app() -> Flask:
    app = Flask(__name__)
    app.json.sort_keys = False
    app.extensions["store"] = Store(json.loads(Path(os.environ["DATA_FILE"]).read_text(encoding="utf-8")))
    app.register_error_handler(HTTPException, refused)
    app.add_url_rule("/", view_func=page)
    app.add_url_rule("/openapi.json", view_func=openapi)
    app.add_url_rule("/health", view_func=health)
    app.add_url_rule("/movies", view_func=list_movies)
    app.add_url_rule("/movies", view_func=add_movie, methods=["POST"])
    app.add_url_rule("/movies/<movie_id>", view_func=fetch_movie)
    app.add_url_rule("/movies/<movie_id>", view_func=replace_movie, methods=["PUT"])
    app.add_url_rule("/movies/<movie_id>", view_func=remove_movie, methods=["DELETE"])
    return app


def store() -> Store:
    return current_app.extensions["store"]


def page() -> Response:
    headers = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"}
    return Response(document.PAGE, mimetype="text/html", headers=headers)


def openapi() -> Response:
    return jsonify(document.DOCUMENT)


def health() -> dict[str, str]:
    return {"status": "ok"}


def list_movies() -> Response:
    years = request.args.getlist("year")
    if len(years) > 1 or not all(re.fullmatch("[+-]?[0-9]{1,999}", year) for year in years):
        abort(400, "year must be one whole number.")
    return jsonify([movie for movie in store().all() if all(movie["year"] == int(year) for year in years)])


def add_movie() -> tuple[Movie, int, dict[str, str]]:
    fields = sent_movie()
    try:
        movie = store().add(fields)
    except Taken:
        abort(409, "A movie has this title and year already.")
    return movie, 201, {"Location": f"/movies/{movie['id']}"}


def fetch_movie(movie_id: str) -> Movie:
    return store().get(movie_id) or abort(404, "No movie has this id.")


def replace_movie(movie_id: str) -> Movie:
    fetch_movie(movie_id)
    fields = sent_movie()
    try:
        return store().replace(movie_id, fields) or fetch_movie(movie_id)
    except Taken:
        return abort(409, "Another movie has this title and year.")


def remove_movie(movie_id: str) -> Response:
    if not store().remove(movie_id):
        abort(404, "No movie has this id.")
    response = Response(status=204)
    del response.headers["Content-Type"]
    return response


def sent_movie() -> Movie:
    """The movie in the body, or the refusal that it deserves."""
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if request.mimetype != "application/json" or charset != "utf-8":
        abort(415, "A movie must be sent as application/json, in UTF-8.")
    body = parsed(request.get_data())
    if not isinstance(body, dict):
        abort(400, "A movie must be a JSON object.")
    try:
        return movie_in(body)
    except ValueError as error:
        abort(422, str(error))


def parsed(data: bytes) -> Any:
    try:
        body = json.loads(data.decode("utf-8"), parse_constant=int)
        # half a surrogate pair can be read, but is no text
        json.dumps(body, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        abort(400, "The body can't be read as JSON.")
    return body


def refused(error: HTTPException) -> AnyResponse:
    """The error as JSON. Its headers stay, so a 405 keeps its Allow."""
    response = error.get_response()
    response.data = json.dumps({"status": error.code, "reason": error.description})
    response.content_type = "application/json"
    return response
