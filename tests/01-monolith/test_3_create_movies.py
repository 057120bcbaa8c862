"""Task 3: movies can be created, and nothing that a client sends is believed unseen."""

import json

from dirty_equals import IsStr

from workshop.harness import harder, task

ID = IsStr(regex=r"[A-Za-z0-9._~-]+")
JSON = "application/json"


@task(3)
def test_a_new_movie(library, some):
    """POST /movies answers 201 with the new movie, its id included."""
    film = some.movie()
    library.post("/movies", json=film).expect(
        201, json=film | {"id": ID}, because="a creation is 201 Created, with the new movie and its id, a string"
    )


@task(3)
def test_where_the_new_movie_is(library, some):
    """The Location of a new movie is an address that answers with this movie."""
    library.post("/movies", json=some.movie()).expect(201)
    film = some.movie()
    location = library.post("/movies", json=film).expect(201).location
    library.get(location).expect(200, json=film, because="Location says where the new movie can be fetched")


@task(3)
def test_new_movies_are_listed(library, holding, some):
    """Movies that were created are in the list, after those that were there before."""
    films = [some.movie() for _ in range(3)]
    holding(movies=films[:1])
    for film in films[1:]:
        library.post("/movies", json=film).expect(201)
    library.get("/movies").expect(200, json=films, because="201 is a promise: what was created has been stored")


@task(3)
def test_what_may_be_left_out(library, some):
    """A movie needs a title and a year; cast, image and description may be left out, and null is no image."""
    film = {"title": some.title(), "year": some.year()}
    whole = film | {"cast": [], "image": None, "description": ""}
    library.post("/movies", json=film).expect(
        201, json=whole, because="only title and year are needed; the rest has a value of its own when it isn't sent"
    )
    other = some.movie(image=None, description="")
    library.post("/movies", json=other).expect(201, json=other, because="null says that there is no image")


@task(3)
def test_the_same_movie_twice(library, some):
    """A movie whose title and year are in the library already is refused with 409."""
    film = some.movie()
    library.post("/movies", json=film).expect(201)
    library.post("/movies", json=some.movie(title=film["title"], year=film["year"])).expect(
        409, because="title and year together say which movie is meant, and this one is there"
    )
    library.post("/movies", json=some.movie(title=film["title"], year=film["year"] + 1)).expect(
        201, because="the same title in another year is another movie"
    )
    library.post("/movies", json=some.movie(year=film["year"])).expect(
        201, because="another title in the same year is another movie"
    )


@task(3)
def test_what_is_refused_is_not_stored(library, holding, some):
    """A movie that is refused leaves no trace in the library."""
    holding()
    film = some.movie()
    library.post("/movies", json=film).expect(201)
    library.post("/movies", json=film).expect(409)
    library.post("/movies", json=some.movie(year="soon")).expect(400, 422)
    library.get("/movies").expect(200, json=[film], because="two of three were refused, so one movie is stored")


@task(3)
def test_a_title_is_text(library, some):
    """A title is text with something in it, at most 200 characters; anything else is refused with 400."""
    library.post("/movies", json=some.movie()).expect(201)
    untitled = some.movie()
    del untitled["title"]
    library.post("/movies", json=untitled).expect(400, 422, because="a movie without a title is refused, not a crash")
    for title in ("", "   ", None, some.integer(2, 99), True, [some.title()]):
        library.post("/movies", json=some.movie(title=title)).expect(
            400, 422, because="a title is text, and not only blanks"
        )
    library.post("/movies", json=some.movie(title="long " * 41)).expect(
        400, 422, because="a title has at most 200 characters"
    )


@task(3)
def test_a_year_is_an_integer(library, some):
    """A year is an integer from 1888 to 2100; anything else is refused with 400."""
    library.post("/movies", json=some.movie(year=1888)).expect(201)
    dateless = some.movie()
    del dateless["year"]
    library.post("/movies", json=dateless).expect(400, 422, because="a movie without a year is refused, not a crash")
    for year, reason in (
        (str(some.year()), "digits in quotes are text; who stores them finds no movie of that year"),
        (True, "true is a truth value, though Python takes it for the int 1"),
        (some.year() + 0.5, "there is no half of a year"),
        (None, "null is no year"),
        ([some.year()], "a list is no year"),
        (1887, "the first film was made in 1888"),
        (some.integer(2101, 9999), "years end at 2100 here"),
    ):
        library.post("/movies", json=some.movie(year=year)).expect(400, 422, because=reason)


@task(3)
def test_the_other_fields(library, some):
    """A cast is a list of names, an image an http or https URL, a description text; all else is refused with 400."""
    library.post("/movies", json=some.movie()).expect(201)
    for field, value in (
        ("cast", some.name()),
        ("cast", [some.name(), some.integer(1, 9)]),
        ("cast", [" "]),
        ("image", some.word()),
        ("image", some.integer(1, 9)),
        ("description", some.integer(1, 9)),
    ):
        library.post("/movies", json=some.movie(**{field: value})).expect(
            400, 422, because=f"read_movie refuses such a {field}: create_movie must use it"
        )


@task(3)
def test_json_that_is_no_object(library, some):
    """A body that is JSON but no object is refused with 400."""
    library.post("/movies", json=some.movie()).expect(201)
    for body in (None, [], some.word(), some.integer(1, 9), True, [some.movie()]):
        library.post("/movies", json=body).expect(
            400, 422, because="this is JSON but no object: the client is mistaken, and 500 would say that we are"
        )


@task(3)
def test_a_body_that_is_broken(library, some):
    """A body that is said to be JSON and can't be read as such is refused with 400."""
    library.post("/movies", json=some.movie()).expect(201)
    whole = json.dumps(some.movie()).encode()
    for body in (whole[:-1], b"", some.word().encode(), b'{"title": "\xff"}'):
        library.post("/movies", body=body, content_type=JSON).expect(
            400, because="this can't be read as JSON: that is the client's mistake, and 500 would say it is ours"
        )


@task(3)
def test_json_with_a_charset(library, some):
    """application/json; charset=utf-8 is JSON too, and accepted."""
    for content_type in (JSON, "application/json; charset=utf-8", "application/json;charset=UTF-8"):
        film = some.movie()
        library.post("/movies", body=json.dumps(film).encode(), content_type=content_type).expect(
            201, json=film, because=f"{content_type} is JSON: what follows the semicolon is a parameter"
        )


@task(3)
def test_a_body_that_is_not_sent_as_json(library, some):
    """A body that isn't sent as JSON is refused with 415."""
    body = json.dumps(some.movie()).encode()
    for content_type, sent in (
        ("text/plain", "as text/plain"),
        ("application/x-www-form-urlencoded", "as a form"),
        (None, "without a Content-Type"),
    ):
        library.post("/movies", body=body, content_type=content_type).expect(
            415, because=f"this was sent {sent}, and only what is sent as JSON is read as JSON"
        )
    library.post("/movies", body=body, content_type=JSON).expect(201)


@task(3)
def test_fields_that_a_movie_has_not(library, holding, some):
    """Fields that a movie hasn't are never stored, and a client can't choose the id."""
    holding()
    film, mine = some.movie(), some.missing_id()
    reply = library.post("/movies", json=film | {"is_admin": True, "id": mine}).expect(201, 400, 422)
    for movie in library.get("/movies").expect(200, json=[film] if reply.status == 201 else []).json:
        if "is_admin" in movie:
            reply.unmet("is_admin not to be stored", because="a movie has five fields, and nobody else may add one")
        if movie.get("id") == mine:
            reply.unmet("an id that the library chose", because="who may choose ids can choose somebody else's")


@task(3)
def test_an_id_belongs_to_one_movie(library, some):
    """A new movie never gets the id of another one, also after a deletion."""
    kept = some.movie()
    deleted = library.post("/movies", json=some.movie()).expect(201).location
    location = library.post("/movies", json=kept).expect(201).location
    library.delete(deleted).expect(204)
    library.post("/movies", json=some.movie()).expect(201)
    library.get(location).expect(
        200, json=kept, because="the movie stored first keeps its id, whatever is deleted and created later"
    )


@task(3)
def test_replacing_a_movie(library, some):
    """PUT /movies/{id}, which reads its body with your functions, replaces the whole movie or changes nothing."""
    film, other, new = some.movie(), some.movie(), {"title": some.title(), "year": some.year()}
    library.post("/movies", json=other).expect(201)
    location = library.post("/movies", json=film).expect(201).location
    library.put(location, json=film | {"title": "  "}).expect(400, 422, because="a title is text, and not only blanks")
    library.put(location, json=film | {"year": str(film["year"])}).expect(400, 422, because="digits in quotes are text")
    library.put(location, json=film | {"title": other["title"], "year": other["year"]}).expect(
        409, because="another movie has this title and year"
    )
    library.get(location).expect(200, json=film, because="a replacement that was refused changes nothing")
    whole = new | {"cast": [], "image": None, "description": ""}
    library.put(location, json=new).expect(200, json=whole, because="PUT replaces the whole movie")
    library.get(location).expect(200, json=whole, because="what PUT stored is what GET finds")
    library.put(f"/movies/{some.missing_id()}", json=some.movie()).expect(404)


@task(3)
def test_books_and_authors(library, holding, some):
    """Books and authors, which read their bodies with your functions, can be created and lead to each other."""
    holding()
    author = some.author(born=some.integer(1400, 1800))
    at = library.post("/authors", json=author).expect(
        201, json=author | {"id": ID}, because="an author may be born before there were films: integer has low and high"
    )
    book = some.book(at.json["id"])
    library.post("/books", json=book).expect(
        201, json=book, because="books.py is finished: what it reads, it reads with your functions in web.py"
    )
    library.get(f"{at.location}/books").expect(200, json=[book])
    library.get("/authors", params={"genre": book["genre"]}).expect(200, json=[author])
    library.post("/authors", json=some.author(born=True)).expect(
        400, 422, because="true is a truth value, though Python takes it for the int 1"
    )
    library.post("/books", json=None).expect(400, 422, because="null is JSON but no book")


@harder(3)
def test_json_nested_without_end(library, some):
    """JSON that is nested 100,000 levels deep is refused with 400."""
    library.post("/movies", json=some.movie()).expect(201)
    for opening in (b"[", b'{"title":'):
        library.post("/movies", body=opening * 100_000, content_type=JSON).expect(
            400, 413, 422, because="json.loads raises RecursionError here, and nothing a client sends may cause a 500"
        )
