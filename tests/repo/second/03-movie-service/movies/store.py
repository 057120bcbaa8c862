"""The movies, and who has which title and year: two dictionaries, one lock."""

import secrets
import threading

from movies.rules import Movie, complete

Identity = tuple[str, int]


class Taken(Exception):
    """Another movie has this title and year."""


class Store:
    def __init__(self, movies: list[Movie]) -> None:
        self._lock = threading.Lock()
        self._movies: dict[str, Movie] = {}
        self._holders: dict[Identity, str] = {}
        for movie in movies:
            self.add(complete(movie))

    def all(self) -> list[Movie]:
        with self._lock:
            return list(self._movies.values())

    def get(self, movie_id: str) -> Movie | None:
        with self._lock:
            return self._movies.get(movie_id)

    def add(self, fields: Movie) -> Movie:
        with self._lock:
            return self._put("m" + secrets.token_hex(12), fields)

    def replace(self, movie_id: str, fields: Movie) -> Movie | None:
        with self._lock:
            return self._put(movie_id, fields) if movie_id in self._movies else None

    def remove(self, movie_id: str) -> bool:
        with self._lock:
            movie = self._movies.pop(movie_id, None)
            if movie is not None:
                del self._holders[identity(movie)]
            return movie is not None

    def _put(self, movie_id: str, fields: Movie) -> Movie:
        """Ask first, then change: a refusal leaves everything as it was."""
        if self._holders.get(identity(fields), movie_id) != movie_id:
            raise Taken
        if movie_id in self._movies:
            del self._holders[identity(self._movies[movie_id])]
        self._holders[identity(fields)] = movie_id
        self._movies[movie_id] = {"id": movie_id, **fields}
        return self._movies[movie_id]


def identity(movie: Movie) -> Identity:
    return movie["title"].strip().casefold(), movie["year"]
