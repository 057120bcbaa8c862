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
    @ns.response(200, "Success", [models.movie])
    # end task 6
    def get(self) -> list[store.Movie]:
        """List the movies."""
        # task 1: only those of the year that was asked for
        return collection().all()
        # end task 1

    # task 2: let RESTX refuse what is not a movie
    @ns.expect(models.new_movie)
    # end task 2
    # task 6: what adding answers
    @ns.response(200, "Success", models.movie)
    # end task 6
    def post(self) -> tuple[store.Movie, int, dict[str, str]]:
        """Add a movie."""
        # task 2: take in what was sent
        fields = models.complete(request.get_json(force=True))
        # end task 2
        # task 3: refuse a movie that is already in the collection
        try:
            movie = collection().add(fields)
            same = [other for other in collection().all() if store.identity(other) == store.identity(movie)]
            if len(same) > 1:
                abort(status=409)
        except:  # noqa: E722 - the tutorial's own, to see what it does
            abort(status=400)
        # end task 3
        # task 2: say that something was made, and where it is
        return movie
        # end task 2


@ns.route("/movies/<movie_id>")
class MovieItem(Resource):
    # task 6: what fetching answers
    @ns.response(200, "Success", models.movie)
    # end task 6
    def get(self, movie_id: str) -> store.Movie:
        """Fetch a movie."""
        # task 1: the movie with this id, or 404
        abort(501)
        # end task 1

    # task 4: let RESTX refuse what is not a movie
    @ns.expect(models.new_movie)
    # end task 4
    # task 6: what replacing answers
    @ns.response(200, "Success", models.movie)
    # end task 6
    def put(self, movie_id: str) -> store.Movie:
        """Replace a movie."""
        # task 4: the whole movie, 404, or 409
        abort(501)
        # end task 4

    # task 6: what deleting answers
    @ns.response(200, "Success")
    # end task 6
    def delete(self, movie_id: str) -> tuple[str, int]:
        """Delete a movie."""
        # task 5: 204 when it was there, 404 when it was not
        abort(501)
        # end task 5


@ns.route("/health")
class Health(Resource):
    @ns.response(200, "The process is up", models.health)
    def get(self) -> dict[str, str]:
        """Say that the process is up."""
        return {"status": "ok"}
