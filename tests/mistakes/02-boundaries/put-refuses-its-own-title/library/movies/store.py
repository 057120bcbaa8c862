# task 4: keep the movies where no other package keeps anything
"""Where the movies are kept. Nothing outside this package knows how."""

from collections.abc import Iterable

from library.collection import Collection, Item

_movies = Collection()


class Taken(Exception):
    """Another movie has this title and year."""


def load(movies: Iterable[Item]) -> None:
    """Put these movies in place of those that were there."""
    _movies.fill(movies)


def find(year: int | None = None) -> list[Item]:
    """The movies of this year; None stands for any."""
    return [movie for movie in _movies.all() if year in (None, movie["year"])]


def get(movie_id: str) -> Item | None:
    """The movie with this id, or None."""
    return _movies.get(movie_id)


def add(fields: Item) -> Item:
    """Store a new movie, and give it back with its id; raise Taken if there is one with this title and year."""
    with _movies.lock:
        if _movies.find(title=fields["title"], year=fields["year"]):
            raise Taken
        return _movies.add(fields)


def replace(movie_id: str, fields: Item) -> Item | None:
    """Put a movie in place of the old one; None if there is no such movie. Raise Taken as `add` does."""
    with _movies.lock:
        if _movies.get(movie_id) is None:
            return None
        holder = _movies.find(title=fields["title"], year=fields["year"])
        if holder:
            raise Taken
        return _movies.replace(movie_id, fields)


def remove(movie_id: str) -> bool:
    """Take a movie out of the library; False if there was none with this id."""
    return _movies.remove(movie_id) is not None
