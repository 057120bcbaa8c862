"""Movies can be listed, narrowed to a year, and fetched."""

from tests.contract.movies.seeds import ID, seeded


class Reading:
    """Movies can be listed and fetched."""

    def test_the_list_of_movies(self, movies, some):
        """GET /movies answers with every movie, whole, in the order in which they were stored."""
        films = [some.movie() for _ in range(3)]
        movies.start(data=films)
        because = "a list is a plain JSON array of every movie, each with all its fields and its id, a string"
        movies.get("/movies").expect(200, json=movies.holding([film | {"id": ID} for film in films]), because=because)

    def test_no_movies(self, movies):
        """GET /movies answers 200 and an empty array when there are no movies."""
        movies.start(data=[])
        because = "a list with nothing in it is still a list; 404 says that there is no such address"
        movies.get("/movies").expect(200, json=[], because=because)

    def test_one_movie(self, movies, some):
        """GET /movies/{id} answers with the movie that has this id."""
        for movie in reversed(seeded(movies, [some.movie() for _ in range(3)])):
            because = "the id that the list shows leads to that movie: an object, not an array"
            movies.get(movie.address).expect(200, json=movie.fields | {"id": movie.id}, because=because)

    def test_a_movie_that_is_not_there(self, movies, some):
        """GET /movies/{id} answers 404, with a JSON object, when no movie has this id."""
        [movie] = seeded(movies, [some.movie()])
        movies.get(movie.address).expect(200)
        because = "no movie has this id; the body is for a program to read, so it is JSON too"
        movies.get(f"/movies/{some.missing_id()}").expect(404, json={}, because=because)

    def test_reading_changes_nothing(self, movies, some):
        """GET may be repeated: whatever is read, and however often, the movies stay as they were."""
        film = some.movie(description=" ".join(some.word() for _ in range(60)))
        [movie] = seeded(movies, [film])
        for path in ("/movies", f"/movies?year={film['year']}", movie.address):
            movies.get(path).expect(200, because="GET only reads: what could be read once can be read again")
        because = "GET only reads: after three of them the movie must be what it was"
        movies.get(movie.address).expect(200, json=film, because=because)


class Filtering:
    """The list can be narrowed to one year."""

    def test_the_movies_of_a_year(self, movies, some):
        """GET /movies?year= answers with the movies of that year, and no others."""
        year = some.year()
        films = [some.movie(year=year), some.movie(year=year + 1), some.movie(year=year)]
        movies.start(data=films)
        because = f"two of the three movies are from {year}, which is a number in a movie and text in the query"
        wanted = movies.holding([films[0], films[2]])
        listed = movies.get("/movies", params={"year": year}).expect(200, json=wanted, because=because)
        if any(movie["year"] != year for movie in listed.json):
            listed.unmet(f"movies from {year} only", because)

    def test_a_year_without_movies(self, movies, some):
        """GET /movies?year= answers 200 and an empty array for a year from which there is no movie."""
        film = some.movie()
        movies.start(data=[film])
        movies.get("/movies", params={"year": film["year"]}).expect(200, json=movies.holding([film]))
        because = "the question was good and the answer is none: nothing is missing, so 404 would be wrong"
        movies.get("/movies", params={"year": some.integer(2040, 2090)}).expect(200, json=[], because=because)

    def test_a_year_that_is_no_number(self, movies, some):
        """GET /movies?year=abc is refused with 400."""
        film = some.movie()
        movies.start(data=[film])
        movies.get("/movies", params={"year": film["year"]}).expect(200, json=movies.holding([film]))
        because = "this is no year: who is told so can mend it, who gets a list believes it"
        for year in (some.word(), "abc", f"{film['year']}.5", ""):
            movies.get("/movies", params={"year": year}).expect(400, because=because)
