"""Movies can be created, each once."""

from tests.contract.movies.seeds import ID, copies


class Creating:
    """A movie can be created."""

    def test_a_new_movie(self, movies, some):
        """POST /movies answers 201 with the new movie, its id included."""
        film = some.movie()
        because = "a creation is 201 Created, with the new movie and its id, a string"
        movies.post("/movies", json=film).expect(201, json=film | {"id": ID}, because=because)

    def test_where_the_new_movie_is(self, movies, some):
        """The Location of a new movie is an address that answers with this movie."""
        movies.start(data=[some.movie()])
        for film in (some.movie(), some.movie()):
            made = movies.post("/movies", json=film).expect(201)
            because = "Location says where the new movie can be fetched"
            movies.get(made.location).expect(200, json=film | {"id": made.json["id"]}, because=because)

    def test_new_movies_are_listed(self, movies, some):
        """Movies that were created are in the list, after those that were there before."""
        first = some.movie()
        movies.start(data=[first])
        made = [movies.post("/movies", json=some.movie()).expect(201).json for _ in range(2)]
        because = "201 is a promise: what was created has been stored"
        movies.get("/movies").expect(200, json=movies.holding([first, *made]), because=because)

    def test_what_may_be_left_out(self, movies, some):
        """cast, image and description may be left out, and are then [], null and "" in replies; null is no image."""
        short = {"title": some.title(), "year": some.year()}
        whole = short | {"cast": [], "image": None, "description": ""}
        because = "only title and year are needed, and a client should find every field in every movie"
        movies.post("/movies", json=short).expect(201, json=whole, because=because)
        film = some.movie(image=None, description="")
        movies.post("/movies", json=film).expect(201, json=film, because="null says that there is no image")


class Duplicates:
    """A title and a year together belong to one movie."""

    def test_the_same_movie_twice(self, movies, some):
        """A movie whose title and year are in the collection already is refused with 409 Conflict."""
        film = some.movie()
        movies.post("/movies", json=film).expect(201)
        for again in (film, some.movie(title=film["title"], year=film["year"])):
            because = "title and year together identify a movie, and this one is there"
            movies.post("/movies", json=again).expect(409, because=because)

    def test_nearly_the_same_movie(self, movies, some):
        """The same title in another year and another title in the same year are other movies."""
        film = some.movie()
        movies.post("/movies", json=film).expect(201)
        remake, other = film | {"year": film["year"] + 1}, film | {"title": some.title()}
        movies.post("/movies", json=remake).expect(201, because="a remake has the same title")
        movies.post("/movies", json=other).expect(201, because="a year has more than one film")

    def test_a_movie_that_was_there_from_the_start(self, movies, some):
        """A movie that the service started with is refused as well."""
        film = some.movie()
        movies.start(data=[film])
        movies.post("/movies", json=some.movie()).expect(201)
        because = "the collection is everything the service holds, however it got there"
        movies.post("/movies", json=film).expect(409, because=because)

    def test_what_a_refusal_leaves_behind(self, movies, some):
        """A refused movie isn't stored, and doesn't touch the one that was there first."""
        film = some.movie()
        first = movies.post("/movies", json=film).expect(201).json
        because = "title and year together identify a movie"
        movies.post("/movies", json=film | {"description": some.title()}).expect(409, because=because)
        movies.post("/movies", json=some.movie(year="soon")).expect(400, 422)
        because = "a refusal must leave everything as it was"
        listed = movies.get("/movies").expect(200, json=movies.holding([first]), because=because)
        if len(copies(film, listed)) > 1:
            listed.unmet("one movie with this title and year", because)
