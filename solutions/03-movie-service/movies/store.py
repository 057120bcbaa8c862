"""Where the movies are kept: in memory, in one process, for as long as it runs."""

# task 5: what ids are made with
import uuid

# end task 5
from collections.abc import Iterable
from threading import Lock
from typing import TypedDict


class NewMovie(TypedDict):
    title: str
    year: int
    cast: list[str]
    image: str | None
    description: str


class Movie(NewMovie):
    id: str


class Duplicate(Exception):
    """Another movie already has this title and year."""


def identity(movie: NewMovie) -> tuple[str, int]:
    """What makes two movies the same one."""
    # task 3: a title is the same in other letters, or with spaces around it
    return movie["title"].strip().casefold(), movie["year"]
    # end task 3


class Store:
    """The collection, in the order in which movies were added. Threads may share it.

    A movie in it is never changed in place, only replaced: what a reader was given stays whole.
    """

    def __init__(self, movies: Iterable[NewMovie] = ()) -> None:
        self._lock = Lock()
        self._movies: dict[str, Movie] = {}
        for movie in movies:
            self.add(movie)

    def all(self) -> list[Movie]:
        with self._lock:
            return list(self._movies.values())

    def get(self, movie_id: str) -> Movie | None:
        with self._lock:
            return self._movies.get(movie_id)

    def add(self, fields: NewMovie) -> Movie:
        """Add a movie and give it back with its id; raise Duplicate if its title and year are taken."""
        with self._lock:
            # task 3: look before storing, while nobody else can store
            if self._holder(fields) is not None:
                raise Duplicate
            # end task 3
            # task 5: an id that no other movie has, had or will have
            movie_id = uuid.uuid4().hex
            # end task 5
            movie: Movie = {"id": movie_id, **fields}
            self._movies[movie_id] = movie
            return movie

    def replace(self, movie_id: str, fields: NewMovie) -> Movie | None:
        """Put all fields of a movie in place of the old ones, or none: raise Duplicate if another movie has
        this title and year. None if there is no movie with this id."""
        # task 4: all or nothing
        with self._lock:
            if movie_id not in self._movies:
                return None
            if self._holder(fields) not in (None, movie_id):
                raise Duplicate
            movie: Movie = {"id": movie_id, **fields}
            self._movies[movie_id] = movie
            return movie
        # end task 4

    def remove(self, movie_id: str) -> bool:
        """Take a movie out of the collection; False if there was none with this id."""
        # task 5: take it out, and say whether it was there
        with self._lock:
            return self._movies.pop(movie_id, None) is not None
        # end task 5

    def _holder(self, fields: NewMovie) -> str | None:
        """The id of the movie that has this title and year. Call it with the lock held."""
        wanted = identity(fields)
        return next((movie_id for movie_id, movie in self._movies.items() if identity(movie) == wanted), None)
