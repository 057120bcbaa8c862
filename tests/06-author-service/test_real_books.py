"""Tasks 2 and 3 once more, with a real book service in the place of the stand-in."""

from workshop.harness import any_order, neighbour_fixture, task

real_books = neighbour_fixture("books", "real_books")


def running(authors, real_books, people):
    """Start both services, with these authors; gives the authors with their ids."""
    real_books.start(data=[])
    authors.start(data=people, env={"BOOKS_URL": real_books.base, "BOOKS_TIMEOUT": "20"})
    return authors.get("/authors").expect(200, json=people).json


def stored(real_books, books):
    """These books as the book service has stored them."""
    return [real_books.post("/books", json=book).expect(201).json for book in books]


@task(2)
def test_books_of_a_real_book_service(authors, real_books, shelf, some):
    """With a real book service, GET /authors/{id}/books answers the books that were added there, filtered by genre."""
    one, other = running(authors, real_books, [some.author(), some.author()])
    soul = stored(real_books, shelf(one, 2, genre="R&B / Soul"))
    crime = stored(real_books, shelf(one, 1, genre="crime") + shelf(other, 1, genre="crime"))
    path = f"/authors/{one['id']}/books"
    because = "what works with the stand-in works with the service of lesson 5: they share a contract"
    authors.get(path).expect(200, json=any_order([*soul, crime[0]]), because=because)
    authors.get(path, params={"genre": "R&B / Soul"}).expect(200, json=any_order(soul), because=because)


@task(3)
def test_authors_of_a_real_book_service(authors, real_books, shelf, some):
    """With a real book service, GET /authors?genre= answers the authors who have a book of that genre there."""
    one, two, three = running(authors, real_books, [some.author() for _ in range(3)])
    stored(real_books, shelf(three, 2, genre="crime") + shelf(two, 1, genre="poetry") + shelf(one, 1, genre="crime"))
    because = "what works with the stand-in works with the service of lesson 5: they share a contract"
    authors.get("/authors", params={"genre": "crime"}).expect(200, json=[one, three], because=because)
