"""The routes: what each one takes and what it answers."""

from typing import Any

from flask_restx import Resource
from sqlalchemy import select

from chassis.database import session
from movies import schemas
from movies.models import Movie
from movies.store import find, save

ns = schemas.ns


@ns.route("/movies")
class MovieList(Resource):
    @ns.param("year", "Only the movies of this year", type="integer")
    @ns.response(200, "The movies, in the order they were added", [schemas.movie])
    @ns.response(400, "year is not a whole number", schemas.problem)
    @schemas.answers_json
    def get(self) -> list[dict[str, Any]]:
        """List the movies."""
        movies = select(Movie).order_by(Movie.position)
        year = schemas.year_asked_for()
        if year is not None:
            movies = movies.where(Movie.year == year)
        return [movie.as_json() for movie in session().scalars(movies)]

    @ns.expect(schemas.new_movie)
    @ns.response(201, "Added; Location says where it is", schemas.movie, headers={"Location": "The new movie"})
    @ns.response(400, "Not JSON, or not a movie", schemas.problem)
    @ns.response(409, "Another movie has this title and year", schemas.problem)
    @ns.response(415, "The body is not called JSON", schemas.problem)
    @schemas.answers_json
    def post(self) -> tuple[dict[str, Any], int, dict[str, str]]:
        """Add a movie."""
        movie = Movie(**schemas.read_movie())
        save(movie)
        return movie.as_json(), 201, {"Location": f"/movies/{movie.id}"}


@ns.route("/movies/<movie_id>")
class MovieItem(Resource):
    @ns.response(200, "The movie", schemas.movie)
    @ns.response(404, "No movie has this id", schemas.problem)
    @schemas.answers_json
    def get(self, movie_id: str) -> dict[str, Any]:
        """Fetch a movie."""
        return find(movie_id).as_json()

    @ns.expect(schemas.new_movie)
    @ns.response(200, "The movie as it is now", schemas.movie)
    @ns.response(400, "Not JSON, or not a movie", schemas.problem)
    @ns.response(404, "No movie has this id", schemas.problem)
    @ns.response(409, "Another movie has this title and year", schemas.problem)
    @ns.response(415, "The body is not called JSON", schemas.problem)
    @schemas.answers_json
    def put(self, movie_id: str) -> dict[str, Any]:
        """Replace a movie."""
        sent = schemas.read_movie()
        movie = find(movie_id, to_change=True)
        for name, value in sent.items():
            setattr(movie, name, value)
        save(movie)
        return movie.as_json()

    @ns.response(204, "Gone")
    @ns.response(404, "No movie has this id", schemas.problem)
    @schemas.answers_json
    def delete(self, movie_id: str) -> tuple[str, int]:
        """Delete a movie."""
        session().delete(find(movie_id, to_change=True))
        session().commit()
        return "", 204


@ns.route("/health")
class Health(Resource):
    @ns.response(200, "The process is up", schemas.health)
    def get(self) -> dict[str, str]:
        """Say that the process is up."""
        return {"status": "ok"}
