from dirty_equals import IsStr

from workshop.harness import task

AN_ID = IsStr(regex=r"[A-Za-z0-9._~-]+")


@task(1)
def test_the_list(movies, some):
    """GET /movies answers the movies that the service started with, in their order, each with an id."""
    films = [some.movie() for _ in range(3)]
    movies.start(data=films)
    every = [film | {"id": AN_ID} for film in films]
    movies.get("/movies").expect(200, json=every, because="a list is a plain JSON array, and an id is a string")


@task(1)
def test_an_empty_collection(movies):
    """A collection without movies answers 200 and an empty array."""
    movies.start(data=[])
    movies.get("/movies").expect(200, json=[], because="a collection with nothing in it still exists")


@task(1)
def test_movies_of_one_year(movies, some):
    """?year= leaves the movies of that year and no others."""
    year = some.year()
    films = [some.movie(year=year), some.movie(year=year + 1), some.movie(year=year)]
    movies.start(data=films)
    because = "what comes after ? is text, and the year of a movie is a number"
    movies.get("/movies", params={"year": year}).expect(200, json=[films[0], films[2]], because=because)


@task(1)
def test_a_year_without_movies(movies, some):
    """A year that no movie is from answers 200 and an empty array."""
    film = some.movie()
    movies.start(data=[film])
    movies.get("/movies", params={"year": film["year"]}).expect(200, json=[film])
    because = "the question was fine, and the answer to it is: none"
    movies.get("/movies", params={"year": film["year"] - 1}).expect(200, json=[], because=because)


@task(1)
def test_a_year_that_is_no_number(movies, some):
    """A year that isn't a whole number is refused with 400."""
    film = some.movie()
    movies.start(data=[film])
    movies.get("/movies", params={"year": film["year"]}).expect(200, json=[film])
    because = "whoever mistypes a question must hear of it, and not get the answer to another one"
    for year in (some.word(), "19.5", ""):
        movies.get("/movies", params={"year": year}).expect(400, because=because)


@task(1)
def test_fetching_by_id(movies, some):
    """GET /movies/{id} answers the movie that has this id in the list."""
    films = [some.movie() for _ in range(3)]
    movies.start(data=films)
    for listed in movies.get("/movies").expect(200, json=films).json:
        because = "the id in the list is how a client comes back for one movie"
        movies.get(f"/movies/{listed['id']}").expect(200, json=listed, because=because)


@task(1)
def test_an_unknown_id(movies, some):
    """An id that no movie has answers 404."""
    movies.start(data=[some.movie()])
    listed = movies.get("/movies").expect(200).json
    movies.get(f"/movies/{listed[0]['id']}").expect(200)
    because = "the client asked for one thing, and that thing isn't there"
    movies.get(f"/movies/{some.missing_id()}").expect(404, because=because)
