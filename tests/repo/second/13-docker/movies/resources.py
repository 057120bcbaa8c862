"""The routes: what each one takes and what it answers."""

from typing import Any

from flask import Response
from flask_restx import Resource
from sqlalchemy import select

from chassis import health
from chassis.database import session
from movies import etags, permissions, schemas
from movies.models import Movie
from movies.store import find, save

ns = schemas.ns


@ns.route("/movies")
class MovieList(Resource):
    @ns.param("year", "Only the movies of this year", type="integer")
    @ns.param("If-None-Match", "Tags of what the client has: 304 if it is still so", _in="header")
    @ns.response(200, "The movies, in the order they were added", [schemas.movie], headers=schemas.version)
    @ns.response(304, "The client has them already", headers=schemas.version)
    @ns.response(400, "year is not a whole number", schemas.problem)
    @ns.response(412, "If-Match names other versions only", schemas.problem)
    @schemas.answers_json
    def get(self) -> Response:
        """List the movies."""
        movies = select(Movie).order_by(Movie.position)
        year = schemas.year_asked_for()
        if year is not None:
            movies = movies.where(Movie.year == year)
        return etags.answered([movie.as_json() for movie in session().scalars(movies)])

    @ns.expect(schemas.new_movie)
    @ns.response(201, "Added; Location says where it is", schemas.movie, headers={"Location": "The new movie"})
    @ns.response(400, "Not JSON, or not a movie", schemas.problem)
    @ns.response(401, "Not signed in", schemas.problem, headers=schemas.challenge)
    @ns.response(409, "Another movie has this title and year", schemas.problem)
    @ns.response(415, "The body is not called JSON", schemas.problem)
    @ns.response(503, "The database or the user service can't be reached", schemas.problem, headers=schemas.later)
    @ns.doc(security="accessToken")
    @schemas.answers_json
    def post(self) -> tuple[dict[str, Any], int, dict[str, str]]:
        """Add a movie."""
        movie = Movie(**schemas.read_movie(), added_by=permissions.owner_of_new())
        save(movie)
        return movie.as_json(), 201, {"Location": f"/movies/{movie.id}"}


@ns.route("/movies/<movie_id>")
class MovieItem(Resource):
    @ns.param("If-None-Match", "Tags of what the client has: 304 if it is still so", _in="header")
    @ns.response(200, "The movie", schemas.movie, headers=schemas.version)
    @ns.response(304, "The client has it already", headers=schemas.version)
    @ns.response(404, "No movie has this id", schemas.problem)
    @ns.response(412, "If-Match names other versions only", schemas.problem)
    @schemas.answers_json
    def get(self, movie_id: str) -> Response:
        """Fetch a movie."""
        return etags.answered(find(movie_id).as_json())

    @ns.expect(schemas.new_movie)
    @ns.param("If-Match", "Tags of what the client has seen: 412 if the movie is none of that", _in="header")
    @ns.response(200, "The movie as it is now", schemas.movie)
    @ns.response(400, "Not JSON, or not a movie", schemas.problem)
    @ns.response(401, "Not signed in", schemas.problem, headers=schemas.challenge)
    @ns.response(403, "Somebody else has added it, or nobody", schemas.problem)
    @ns.response(404, "No movie has this id", schemas.problem)
    @ns.response(409, "Another movie has this title and year", schemas.problem)
    @ns.response(412, "It has been changed since", schemas.problem)
    @ns.response(415, "The body is not called JSON", schemas.problem)
    @ns.response(503, "The database or the user service can't be reached", schemas.problem, headers=schemas.later)
    @ns.doc(security="accessToken")
    @schemas.answers_json
    def put(self, movie_id: str) -> dict[str, Any]:
        """Replace a movie."""
        movie = permissions.find_to_change(movie_id)
        etags.expect_seen(movie.as_json())
        sent = schemas.read_movie()
        for name, value in sent.items():
            setattr(movie, name, value)
        save(movie)
        return movie.as_json()

    @ns.param("If-Match", "Tags of what the client has seen: 412 if the movie is none of that", _in="header")
    @ns.response(204, "Gone")
    @ns.response(401, "Not signed in", schemas.problem, headers=schemas.challenge)
    @ns.response(403, "Somebody else has added it, or nobody", schemas.problem)
    @ns.response(404, "No movie has this id", schemas.problem)
    @ns.response(412, "It has been changed since", schemas.problem)
    @ns.response(503, "The database or the user service can't be reached", schemas.problem, headers=schemas.later)
    @ns.doc(security="accessToken")
    @schemas.answers_json
    def delete(self, movie_id: str) -> tuple[str, int]:
        """Delete a movie."""
        movie = permissions.find_to_change(movie_id)
        etags.expect_seen(movie.as_json())
        session().delete(movie)
        session().commit()
        return "", 204


@ns.route("/health")
class Health(Resource):
    @ns.response(200, "The process is up", schemas.health)
    def get(self) -> dict[str, str]:
        """Say that the process is up."""
        return {"status": "ok"}


@ns.route("/ready")
class Ready(Resource):
    @ns.response(200, "This copy of the service can do its work", schemas.ready)
    @ns.response(503, "It can't: its database doesn't answer", schemas.problem, headers=schemas.later)
    @schemas.answers_json
    def get(self) -> dict[str, str]:
        """Say that this copy of the service can do its work."""
        return health.ready()
