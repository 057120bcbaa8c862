"""Task 2: movies can be listed and fetched."""

from dirty_equals import IsStr

from workshop.harness import task

ID = IsStr(regex=r"[A-Za-z0-9._~-]+")


@task(2)
def test_the_list_of_movies(library, holding, some):
    """GET /movies answers with every movie, whole, in the order in which they were stored."""
    films = [some.movie() for _ in range(3)]
    holding(movies=films)
    library.get("/movies").expect(
        200,
        json=[film | {"id": ID} for film in films],
        because="the answer is an array of every movie, each with its id and all its fields",
    )


@task(2)
def test_an_empty_library(library, holding):
    """GET /movies answers 200 and an empty array when there are no movies."""
    holding()
    library.get("/movies").expect(
        200, json=[], because="a list with nothing in it is still a list; 404 says that there is no such address"
    )


@task(2)
def test_the_movies_of_a_year(library, holding, some):
    """GET /movies?year= answers with the movies of that year, and no others."""
    year = some.year()
    films = [some.movie(year=year), some.movie(year=year + 1), some.movie(year=year)]
    holding(movies=films)
    library.get("/movies", params={"year": year}).expect(
        200, json=[films[0], films[2]], because=f"two of the three movies are from {year}"
    )


@task(2)
def test_a_year_without_movies(library, holding, some):
    """GET /movies?year= answers 200 and an empty array for a year from which there is no movie."""
    film = some.movie()
    holding(movies=[film])
    library.get("/movies", params={"year": film["year"]}).expect(200, json=[film])
    library.get("/movies", params={"year": film["year"] + 1}).expect(
        200, json=[], because="the question was good and the answer is none: nothing is missing, so 404 would be wrong"
    )


@task(2)
def test_a_year_that_is_no_number(library, holding, some):
    """GET /movies?year=abc is refused with 400."""
    film = some.movie()
    holding(movies=[film])
    library.get("/movies", params={"year": film["year"]}).expect(200, json=[film])
    for year in (some.word(), "abc", f"{film['year']}.5"):
        library.get("/movies", params={"year": year}).expect(
            400, 422, because="this is no year: who is told so can mend it, who gets a list believes it"
        )


@task(2)
def test_one_movie(library, holding, some):
    """GET /movies/{id} answers with the movie that has this id."""
    films = [some.movie() for _ in range(3)]
    holding(movies=films)
    listed = library.get("/movies").expect(200, json=[film | {"id": ID} for film in films]).json
    for movie in reversed(listed):
        library.get(f"/movies/{movie['id']}").expect(
            200, json=movie, because="the id that the list shows leads to that movie: an object, not an array"
        )


@task(2)
def test_a_movie_that_does_not_exist(library, holding, some):
    """GET /movies/{id} answers 404, with a JSON object, when no movie has this id."""
    holding(movies=[some.movie()])
    movie = library.get("/movies").expect(200, json=[{"id": ID}]).json[0]
    library.get(f"/movies/{movie['id']}").expect(200)
    library.get(f"/movies/{some.missing_id()}").expect(
        404, json={}, because="no movie has this id; the body is for a program to read, so it is JSON too"
    )


@task(2)
def test_reading_changes_nothing(library, holding, some):
    """GET may be repeated: whatever is read, and however often, the library stays as it was."""
    film = some.movie(description=" ".join(some.word() for _ in range(60)))
    holding(movies=[film])
    movie = library.get("/movies").expect(200, json=[{"id": ID}]).json[0]
    for path in ("/movies", f"/movies?year={film['year']}", f"/movies/{movie['id']}"):
        library.get(path).expect(200, because="GET only reads: what could be read once can be read again")
    library.get(f"/movies/{movie['id']}").expect(
        200, json=film, because="GET only reads: after three of them the movie must be what it was"
    )


@task(2)
def test_a_deleted_movie_is_gone(library, holding, some):
    """After DELETE /movies/{id} the movie is neither listed nor found."""
    films = [some.movie(), some.movie()]
    holding(movies=films)
    first = library.get("/movies").expect(200, json=[film | {"id": ID} for film in films]).json[0]
    library.get(f"/movies/{first['id']}").expect(200)
    library.delete(f"/movies/{first['id']}").expect(204)
    library.get(f"/movies/{first['id']}").expect(404, because="the movie has been deleted")
    library.get("/movies").expect(200, json=[films[1]], because="the list shows what is in the library now")


@task(2)
def test_the_pages_of_the_books(library, holding, some):
    """GET /books?page=&size=, which reads its numbers with your query_integer, answers one page of the books."""
    author = some.author()
    books = [some.book(author["name"]) for _ in range(5)]
    titles = [{"title": book["title"]} for book in books]
    holding(authors=[author], books=books)
    library.get("/books").expect(200, json=titles)
    reason = "books.py is finished: if its pages are wrong, query_integer in web.py gives it the wrong thing"
    page = library.get("/books", params={"page": 2, "size": 2}).expect(200, json=titles[2:4], because=reason)
    if "next" not in page.links:
        page.unmet('a Link header with rel="next"', because=reason, got=f"Link: {page.headers.get('Link')}")
    library.get(page.links["next"]).expect(200, json=titles[4:])
    library.get("/books", params={"page": "abc"}).expect(400, 422, because="abc is no page")
