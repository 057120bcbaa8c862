from workshop.harness import harder, task


@task(3)
def test_the_same_movie_twice(movies, some):
    """A movie that is already in the collection is refused with 409 Conflict."""
    film = some.movie()
    movies.post("/movies", json=film).expect(201)
    movies.post("/movies", json=film).expect(409, because="title and year together identify a movie")


@task(3)
def test_what_a_refusal_leaves_behind(movies, some):
    """A refused movie isn't stored, and doesn't touch the one that was there first."""
    movies.start(data=[])
    film = some.movie()
    first = movies.post("/movies", json=film).expect(201).json
    refused = movies.post("/movies", json=film | {"description": some.title()})
    refused.expect(409, because="title and year together identify a movie")
    movies.get("/movies").expect(200, json=[first], because="a refusal must leave everything as it was")


@task(3)
def test_nearly_the_same_movie(movies, some):
    """The same title in another year and another title in the same year are other movies."""
    film = some.movie(year=1972)
    movies.post("/movies", json=film).expect(201)
    movies.post("/movies", json=film | {"year": 2002}).expect(201, because="a remake has the same title")
    movies.post("/movies", json=film | {"title": some.title()}).expect(201, because="a year has more than one film")


@task(3)
def test_a_movie_that_was_there_from_the_start(movies, some):
    """A movie that the service started with is refused as well."""
    film = some.movie()
    movies.start(data=[film])
    movies.post("/movies", json=some.movie()).expect(201)
    because = "the collection is everything the service holds, however it got there"
    movies.post("/movies", json=film).expect(409, because=because)


@harder(3)
def test_the_same_title_in_other_letters(movies, some):
    """Capitals, and spaces around it, don't make a title another one."""
    film = some.movie()
    movies.post("/movies", json=film).expect(201)
    because = "two people who type one title must not end up with two movies"
    movies.post("/movies", json=film | {"title": film["title"].upper()}).expect(409, because=because)
    movies.post("/movies", json=film | {"title": f" {film['title']} "}).expect(409, because=because)
