from dirty_equals import IsStr

from workshop.harness import harder, task


@task(2)
def test_a_new_movie(movies, some):
    """POST /movies stores a movie and answers 201 with it, its id included."""
    movies.start(data=[])
    film = some.movie()
    because = "201 says that something new is there now, and the body says what"
    made = movies.post("/movies", json=film).expect(201, json=film | {"id": IsStr()}, because=because)
    movies.get("/movies").expect(200, json=[made.json], because="what was created must be in the list")


@task(2)
def test_where_the_new_movie_is(movies, some):
    """The Location of a creation is the address of the new movie."""
    movies.start(data=[some.movie()])
    made = movies.post("/movies", json=some.movie()).expect(201)
    movies.get(made.location).expect(200, json=made.json, because="Location must lead to the movie that was created")


@task(2)
def test_only_a_title_and_a_year(movies, some):
    """cast, image and description may be left out; replies then carry [], null and ""."""
    short = {"title": some.title(), "year": some.year()}
    because = "a client should find every field in every movie, whoever created it"
    movies.post("/movies", json=short).expect(
        201, json=short | {"cast": [], "image": None, "description": ""}, because=because
    )


def refuses(movies, some, because, *wrong):
    """Require that a movie is created and that those with the members of `wrong` are refused; gives the one created."""
    made = movies.post("/movies", json=some.movie()).expect(201)
    for changes in wrong:
        movies.post("/movies", json=some.movie(**changes)).expect(400, 422, because=because)
    return made.json


@task(2)
def test_a_blank_title(movies, some):
    """A title that is empty or only spaces is refused, and nothing is stored."""
    movies.start(data=[])
    because = "a title that nobody can see is no title"
    made = refuses(movies, some, because, {"title": ""}, {"title": "   "}, {"title": "\t\n"})
    movies.get("/movies").expect(200, json=[made], because="a refusal must leave nothing behind")


@task(2)
def test_what_must_be_there(movies, some):
    """A movie without a title or without a year is refused."""
    movies.post("/movies", json=some.movie()).expect(201)
    for missing in ("title", "year"):
        film = some.movie()
        del film[missing]
        movies.post("/movies", json=film).expect(400, 422, because=f"{missing} is required")


@task(2)
def test_a_long_title(movies, some):
    """A title may have 200 characters and no more."""
    title = some.title().ljust(200, "é")
    movies.post("/movies", json=some.movie(title=title)).expect(201, because="200 characters are allowed")
    movies.post("/movies", json=some.movie(title=title + "é")).expect(400, 422, because="201 characters are too many")


@task(2)
def test_a_year_of_another_type(movies, some):
    """A year that is a string, a boolean, a fraction or null is refused."""
    because = 'JSON tells 1979 from "1979" and true, and the next program to read this movie counts on it'
    wrong = [{"year": year} for year in (str(some.year()), True, some.year() + 0.5, None)]
    refuses(movies, some, because, *wrong)


@task(2)
def test_a_year_out_of_range(movies, some):
    """A year is from 1888 to 2100, both included."""
    for year in (1888, 2100):
        movies.post("/movies", json=some.movie(year=year)).expect(201, because=f"{year} is within the range")
    for year in (1887, 2101):
        movies.post("/movies", json=some.movie(year=year)).expect(400, 422, because="nobody made films in that year")


@task(2)
def test_a_cast_of_names(movies, some):
    """A cast that isn't a list of names is refused: a string, numbers, a blank name."""
    because = "the cast is a list of names, and a blank is nobody's name"
    refuses(movies, some, because, {"cast": some.name()}, {"cast": [some.year()]}, {"cast": [some.name(), " "]})


@task(2)
def test_an_image_that_is_no_url(movies, some):
    """An image that isn't an http or https URL is refused."""
    because = "somebody's page will put this address into an <img>"
    wrong = (some.word(), f"/{some.word()}.jpg", f"javascript:{some.word()}()", "https://", "", 7)
    refuses(movies, some, because, *({"image": image} for image in wrong))


@task(2)
def test_an_unknown_field(movies, some):
    """A field that isn't part of a movie is refused."""
    because = "what isn't refused today is stored today, and trusted by somebody tomorrow"
    refuses(movies, some, because, {"is_admin": True}, {some.word(): some.word()})


@task(2)
def test_a_body_that_is_no_object(movies, some):
    """JSON that isn't an object (null, a list, a string) is refused."""
    movies.post("/movies", json=some.movie()).expect(201)
    because = "whatever a client sends, the fault is the client's and never a 500"
    for body in (None, [], some.word(), [some.movie()]):
        movies.post("/movies", json=body).expect(400, 422, because=because)


@task(2)
def test_a_body_that_is_no_json(movies, some):
    """A body that isn't called JSON answers 415, broken JSON 400; a charset after application/json is fine."""
    film = b'{"title": "%s", "year": 1979}' % some.title().encode()
    because = "the Content-Type says how to read the body, and this one says it isn't JSON"
    movies.post("/movies", body=film, content_type="text/plain").expect(415, because=because)
    because = "the client says JSON, and sends something that can't be read as JSON"
    movies.post("/movies", body=film[:-1], content_type="application/json").expect(400, because=because)
    movies.post("/movies", body=film, content_type="application/json; charset=utf-8").expect(
        201, because="the charset belongs to the Content-Type, and this one is JSON"
    )


@harder(2)
def test_an_image_with_a_broken_host(movies, some):
    """An image whose host is an unfinished bracket is refused."""
    because = "Python's own URL parser raises ValueError here, and a fault of the client's is never a 500"
    refuses(movies, some, because, {"image": f"https://[{some.word()}/poster.jpg"})
