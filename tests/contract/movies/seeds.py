"""Movies that are there before a check begins, and how they are found again."""

from typing import Any, NamedTuple

from dirty_equals import IsStr

ID = IsStr(regex=r"[A-Za-z0-9._~-]+")


class Seeded(NamedTuple):
    """A movie that was there before the check began: its fields, and the id that it has got."""

    id: str
    fields: dict[str, Any]

    @property
    def address(self):
        return f"/movies/{self.id}"


def seeded(movies, films):
    """Start with these films; gives each with the id that the list shows.

    A check that is signed in adds them itself: from lesson 10 on nobody else may change them.
    """
    wanted = movies.holding([{"title": film["title"], "year": film["year"], "id": ID} for film in films])
    if "Authorization" in movies.headers:
        movies.start()
        for film in films:
            movies.post("/movies", json=film).expect(201, because="the check needs it to be there")
    else:
        movies.start(data=films)
    listed = movies.get("/movies").expect(200, json=wanted)
    return [Seeded(copies(film, listed)[0]["id"], film) for film in films]


def copies(film, listed):
    """The movies in the list that have the title and year of `film`."""
    return [movie for movie in listed.json if all(movie.get(name) == film[name] for name in ("title", "year"))]
