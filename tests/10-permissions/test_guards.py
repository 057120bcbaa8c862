"""What worked before works still, with a token where one is needed; this earns nothing."""

import pytest

from tests.contract import movies as contract
from workshop.harness import guard


@pytest.fixture(autouse=True)
def signed_in(movies, somebody):
    """All that these checks send bears a token; what they add is theirs."""
    movies.headers.update(somebody().headers)


@guard
def test_what_was_given(movies):
    """GET /health says that the process is up, and GET /swagger.json answers with the service's document."""
    because = "whoever starts the service waits for this answer"
    movies.get("/health", because=because).expect(200, json={"status": "ok"}, because=because)
    because = "the document is how clients learn what the service can do"
    document = movies.get("/swagger.json", because=because).expect(
        200, json={"paths": {"/movies": {}}}, because=because
    )
    document.expect(json={"swagger": "2.0"})


@guard
class TestMovies:
    """Movies are listed, added, replaced and deleted as ever."""

    test_the_list_of_movies = contract.Reading.test_the_list_of_movies
    test_new_movies_are_listed = contract.Creating.test_new_movies_are_listed
    test_the_same_movie_twice = contract.Duplicates.test_the_same_movie_twice
    test_replacing_a_movie = contract.Replacing.test_replacing_a_movie
    test_a_deleted_movie_is_gone = contract.Gone.test_a_deleted_movie_is_gone
