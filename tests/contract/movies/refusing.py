"""What is no movie is refused, whatever it is instead."""

import json

from tests.contract.movies.seeds import copies
from workshop.harness import harder

JSON = "application/json"


class Refusing:
    """What is no movie is refused."""

    def test_what_must_be_there(self, movies, some):
        """A movie without a title or without a year is refused with 400."""
        movies.post("/movies", json=some.movie()).expect(201)
        for missing in ("title", "year"):
            film = some.movie()
            del film[missing]
            because = f"a movie without a {missing} is refused, not a crash"
            movies.post("/movies", json=film).expect(400, 422, because=because)

    def test_a_blank_title(self, movies, some):
        """A title that is empty or only blanks is refused with 400, and nothing is stored."""
        because = "a title that nobody can see is no title"
        made = refuses(movies, some, because, title=("", "   ", "\t\n"))
        because = "a refusal must leave nothing behind"
        movies.get("/movies").expect(200, json=movies.holding([made]), because=because)

    def test_a_title_of_another_type(self, movies, some):
        """A title that is no string is refused with 400."""
        because = "a title is text, and what isn't is refused, not made text of"
        refuses(movies, some, because, title=(None, some.integer(2, 99), True, [some.title()]))

    def test_a_long_title(self, movies, some):
        """A title may have 200 characters and no more."""
        title = some.title().ljust(200, "é")
        movies.post("/movies", json=some.movie(title=title)).expect(201, because="200 characters are allowed")
        because = "a title has at most 200 characters"
        movies.post("/movies", json=some.movie(title=title + "é")).expect(400, 422, because=because)

    def test_a_year_of_another_type(self, movies, some):
        """A year that is no integer is refused with 400: a string, a boolean, a fraction, null, a list."""
        movies.post("/movies", json=some.movie()).expect(201)
        for year, because in (
            (str(some.year()), "digits in quotes are text; who stores them finds no movie of that year"),
            (True, "true is a truth value, though Python takes it for the int 1"),
            (some.year() + 0.5, "there is no half of a year"),
            (None, "null is no year"),
            ([some.year()], "a list is no year"),
        ):
            movies.post("/movies", json=some.movie(year=year)).expect(400, 422, because=because)

    def test_a_year_out_of_range(self, movies, some):
        """A year is from 1888 to 2100, both included."""
        for year in (1888, 2100):
            movies.post("/movies", json=some.movie(year=year)).expect(201, because=f"{year} is within the range")
        for year, because in (
            (1887, "the first film was made in 1888"),
            (2101, "years end at 2100 here"),
            (some.integer(2102, 9999), "years end at 2100 here"),
        ):
            movies.post("/movies", json=some.movie(year=year)).expect(400, 422, because=because)

    def test_a_cast_of_names(self, movies, some):
        """A cast that isn't a list of names is refused with 400: a string, a number in it, a blank name."""
        because = "the cast is a list of names, and a blank is nobody's name"
        casts = (some.name(), [some.name(), some.integer(1, 9)], [some.name(), " "])
        refuses(movies, some, because, cast=casts)

    def test_an_image_that_is_no_url(self, movies, some):
        """An image that isn't an http or https URL is refused with 400."""
        because = "somebody's page will put this address into an <img>"
        wrong = (some.word(), f"/{some.word()}.jpg", f"javascript:{some.word()}()", "https://", "", some.integer(1, 9))
        refuses(movies, some, because, image=wrong)

    def test_a_description_that_is_no_text(self, movies, some):
        """A description that is no string is refused with 400."""
        because = "a description is text, and may be empty; it is left out where there is none"
        refuses(movies, some, because, description=(some.integer(1, 9), [some.title()]))

    def test_fields_that_a_movie_has_not(self, movies, some):
        """Fields that a movie hasn't are never stored, and a client can't choose the id."""
        film, mine = some.movie(), some.missing_id()
        reply = movies.post("/movies", json=film | {"is_admin": True, "id": mine}).expect(201, 400, 422)
        wanted = movies.holding([film] if reply.status == 201 else [])
        for movie in copies(film, movies.get("/movies").expect(200, json=wanted)):
            if "is_admin" in movie:
                reply.unmet("is_admin not to be stored", because="a movie has five fields, and nobody may add one")
            if movie["id"] == mine:
                reply.unmet("an id that the service chose", because="who may choose ids can choose somebody else's")


def refuses(movies, some, because, **wrong):
    """Require that a movie is created, and that none is with one of these values; gives the one created."""
    made = movies.post("/movies", json=some.movie()).expect(201)
    for name, values in wrong.items():
        for value in values:
            movies.post("/movies", json=some.movie(**{name: value})).expect(400, 422, because=because)
    return made.json


class Bodies:
    """Whatever the body is, it is no reason to crash."""

    def test_json_that_is_no_object(self, movies, some):
        """A body that is JSON but no object is refused with 400."""
        movies.post("/movies", json=some.movie()).expect(201)
        for body in (None, [], some.word(), some.integer(1, 9), True, [some.movie()]):
            because = "this is JSON but no object: the client is mistaken, and 500 would say that we are"
            movies.post("/movies", json=body).expect(400, 422, because=because)

    def test_a_body_that_is_broken(self, movies, some):
        """A body that is said to be JSON and can't be read as such is refused with 400."""
        movies.post("/movies", json=some.movie()).expect(201)
        whole = json.dumps(some.movie()).encode()
        for body in (whole[:-1], b"", some.word().encode(), b'{"title": "\xff"}'):
            because = "this can't be read as JSON: that is the client's mistake, and 500 would say it is ours"
            movies.post("/movies", body=body, content_type=JSON).expect(400, because=because)

    def test_json_with_a_charset(self, movies, some):
        """application/json; charset=utf-8 is JSON too, and accepted."""
        for content_type in (JSON, "application/json; charset=utf-8", "application/json;charset=UTF-8"):
            film = some.movie()
            because = f"{content_type} is JSON: what follows the semicolon is a parameter"
            reply = movies.post("/movies", body=json.dumps(film).encode(), content_type=content_type)
            reply.expect(201, json=film, because=because)

    def test_a_body_that_is_not_sent_as_json(self, movies, some):
        """A body that isn't sent as JSON is refused with 415."""
        body = json.dumps(some.movie()).encode()
        for content_type, sent in (
            ("text/plain", "as text/plain"),
            ("application/x-www-form-urlencoded", "as a form"),
            (None, "without a Content-Type"),
        ):
            because = f"this was sent {sent}, and only what is sent as JSON is read as JSON"
            movies.post("/movies", body=body, content_type=content_type).expect(415, because=because)
        movies.post("/movies", body=body, content_type=JSON).expect(201)

    @harder
    def test_json_nested_without_end(self, movies, some):
        """JSON that is nested 100,000 levels deep is refused with 400."""
        movies.post("/movies", json=some.movie()).expect(201)
        for opening in (b"[", b'{"title":'):
            because = "json.loads raises RecursionError here, and nothing a client sends may cause a 500"
            reply = movies.post("/movies", body=opening * 100_000, content_type=JSON)
            reply.expect(400, 413, 422, because=because)
