"""Task 1: authors ask books, and only for what those publish."""

from workshop.harness import any_order, task


@task(1)
def test_authors_use_what_books_publish(packages):
    """library.authors uses only what library.books lists in __all__, also inside functions."""
    because = "all else may get another name on any day, and whoever renames it has no reason to look at the authors"
    packages.keeps_out_of("library.authors", "library.books", because)


@task(1)
def test_books_know_no_authors(packages):
    """library.books imports nothing of library.authors."""
    because = "the authors need the books: if each needs the other, neither can ever move out alone"
    packages.knows_nothing_of("library.books", "library.authors", because)


@task(1)
def test_the_books_of_an_author(library, holding, some):
    """GET /authors/{id}/books answers with every book of this author and no other, also where there are many."""
    author, other = some.author(), some.author()
    shelf = [some.book(author["name"]) for _ in range(25)]
    holding(authors=[author, other], books=[some.book(other["name"]), *shelf])
    first = library.get("/authors").expect(200, json=[author, other]).json[0]
    titles = [{"title": book["title"], "author_id": first["id"]} for book in shelf]
    library.get(f"/authors/{first['id']}/books").expect(
        200,
        json=any_order(titles),
        because="these are all the books of this author, not only a page of them",
    )
    genre = shelf[0]["genre"]
    titles = [{"title": book["title"]} for book in shelf if book["genre"] == genre]
    library.get(f"/authors/{first['id']}/books", params={"genre": genre}).expect(
        200, json=any_order(titles), because=f"these are the author's books of the genre {genre}"
    )
    library.get(f"/authors/{some.missing_id()}/books").expect(404, because="there is no such author")


@task(1)
def test_the_authors_of_a_genre(library, holding, some):
    """GET /authors?genre= answers with those who wrote a book of that genre, however many such books there are."""
    genre, another = some.word(), some.word()
    busy, late, other = some.author(), some.author(), some.author()
    shelf = [some.book(busy["name"], genre=genre) for _ in range(24)]
    shelf += [some.book(late["name"], genre=genre), some.book(other["name"], genre=another)]
    holding(authors=[busy, late, other], books=shelf)
    library.get("/authors").expect(200, json=[busy, late, other])
    library.get("/authors", params={"genre": genre}).expect(
        200, json=any_order([busy, late]), because="both wrote a book of this genre, the third did not"
    )
    library.get("/authors", params={"genre": some.word()}).expect(200, json=[], because="nobody wrote such a book")
