"""What worked with movies before works still, with a token where one is needed; this earns nothing."""

import pytest

from tests.contract import movies as contract
from tests.contract.problems import problem
from tests.contract.tokens import Signer, bearer
from workshop.harness import guard, upstream_fixture

users = upstream_fixture("users")


@pytest.fixture(autouse=True)
def signed_in(movies, users, some):
    """All that these checks send bears a token; what they add is theirs."""
    if movies.url:
        pytest.skip("needs a user service that the check plays")
    signer = Signer()
    users.publishes([signer.jwk])
    movies.headers.update(bearer(signer.token(some.missing_id())))


@guard
def test_what_was_given_with_movies(movies):
    """GET /health says that the process is up, and GET /swagger.json answers with the service's document."""
    movies.get("/health").expect(200, json={"status": "ok"})
    movies.get("/swagger.json").expect(200, json={"swagger": "2.0", "paths": {"/movies": {}}})


@guard
class TestMovies:
    """Movies are listed, filtered, replaced and deleted as ever."""

    test_the_movies_of_a_year = contract.Filtering.test_the_movies_of_a_year
    test_new_movies_are_listed = contract.Creating.test_new_movies_are_listed
    test_replacing_a_movie = contract.Replacing.test_replacing_a_movie
    test_a_deleted_movie_is_gone = contract.Gone.test_a_deleted_movie_is_gone


@guard
def test_only_what_is_public(movies, some):
    """What is no movie isn't public: an error isn't kept by anybody, nor what is answered to a change."""
    has = {"If-None-Match": "*"}
    made = movies.post("/movies", json=some.movie(), headers=has).expect(201)
    replies = [made, movies.put(made.location, json=some.movie(), headers=has).expect(200)]
    for path, statuses in ((f"/movies/{some.missing_id()}", (404,)), ("/movies?year=x", (400, 422))):
        reply = movies.get(path, headers=has)
        problem(reply, *statuses)
        replies.append(reply)
    for reply in replies:
        if "public" in reply.headers.get("Cache-Control", "").lower():
            because = "an error that a proxy keeps is everybody's error, and a change is answered to one"
            reply.unmet("no Cache-Control: public", because, f"Cache-Control: {reply.headers['Cache-Control']}")
