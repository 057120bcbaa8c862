"""The routes: what each one takes and what it answers."""

from flask import abort, current_app, request
from flask_restx import Resource

from movies import models, store

ns = models.ns


def collection() -> store.Store:
    """The movies of the application that is answering this request."""
    movies: store.Store = current_app.extensions["movies"]
    return movies


@ns.route("/movies")
class MovieList(Resource):
    # task 6: what listing takes and answers
    @ns.param("year", "Only the movies of this year", type="integer")
    @ns.response(200, "The movies, in the order they were added", [models.movie])
    @ns.response(400, "year is not a whole number", models.error)
    # end task 6
    def get(self) -> list[store.Movie]:
        """List the movies."""
        # task 1: only those of the year that was asked for
        movies = collection().all()
        if "year" not in request.args:
            return movies
        try:
            year = int(request.args["year"])
        except ValueError:
            abort(400, "year must be a whole number, as in /movies?year=1979")
        return [movie for movie in movies if movie["year"] == year]
        # end task 1

    # task 2: let RESTX refuse what is not a movie
    @ns.expect(models.new_movie, validate=True)
    # end task 2
    # task 6: what adding answers
    @ns.response(201, "Added; Location says where it is", models.movie, headers={"Location": "The new movie"})
    @ns.response(400, "Not JSON, or not a movie", models.error)
    @ns.response(409, "Another movie has this title and year", models.error)
    @ns.response(415, "The body is not called JSON", models.error)
    # end task 6
    def post(self) -> tuple[store.Movie, int, dict[str, str]]:
        """Add a movie."""
        # task 2: take in what was sent
        fields = models.complete(request.get_json())
        # end task 2
        # task 3: refuse a movie that is already in the collection
        try:
            movie = collection().add(fields)
        except store.Duplicate:
            abort(409, "Another movie already has this title and year.")
        # end task 3
        # task 2: say that something was made, and where it is
        return movie, 201, {"Location": f"/movies/{movie['id']}"}
        # end task 2


@ns.route("/movies/<movie_id>")
class MovieItem(Resource):
    # task 6: what fetching answers
    @ns.response(200, "The movie", models.movie)
    @ns.response(404, "No movie has this id", models.error)
    # end task 6
    def get(self, movie_id: str) -> store.Movie:
        """Fetch a movie."""
        # task 1: the movie with this id, or 404
        movie = collection().get(movie_id)
        if movie is None:
            abort(404, "No movie has this id.")
        return movie
        # end task 1

    # task 4: let RESTX refuse what is not a movie
    @ns.expect(models.new_movie, validate=True)
    # end task 4
    # task 6: what replacing answers
    @ns.response(200, "The movie as it is now", models.movie)
    @ns.response(400, "Not JSON, or not a movie", models.error)
    @ns.response(404, "No movie has this id", models.error)
    @ns.response(409, "Another movie has this title and year", models.error)
    @ns.response(415, "The body is not called JSON", models.error)
    # end task 6
    def put(self, movie_id: str) -> store.Movie:
        """Replace a movie."""
        # task 4: the whole movie, 404, or 409
        try:
            movie = collection().replace(movie_id, models.complete(request.get_json()))
        except store.Duplicate:
            abort(409, "Another movie already has this title and year.")
        if movie is None:
            abort(404, "No movie has this id.")
        return movie
        # end task 4

    # task 6: what deleting answers
    @ns.response(204, "Gone")
    @ns.response(404, "No movie has this id", models.error)
    # end task 6
    def delete(self, movie_id: str) -> tuple[str, int]:
        """Delete a movie."""
        # task 5: 204 when it was there, 404 when it was not
        if not collection().remove(movie_id):
            abort(404, "No movie has this id.")
        return "", 204
        # end task 5


@ns.route("/health")
class Health(Resource):
    @ns.response(200, "The process is up", models.health)
    def get(self) -> dict[str, str]:
        """Say that the process is up."""
        return {"status": "ok"}
