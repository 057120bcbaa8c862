"""Task 3: every page is read, one call each, and never one for each author."""

from workshop.harness import harder, task, upstream_fixture

elsewhere = upstream_fixture("elsewhere")


def link_to(address):
    """The header that leads to the next page."""
    return {"Link": f'<{address}>; rel="next"'}


@task(3)
def test_all_pages(authors, books, known, shelf):
    """An author's books are all of them, however many pages they fill at the book service, one call for each page."""
    [author] = known(1)
    held = books.holds(shelf(author, 5), page_size=2)
    because = "a list from the book service is a page, and its Link header says where the next one is"
    authors.get(f"/authors/{author['id']}/books").expect(200, json=held, because=because)
    books.expect_requests(3, because="five books on pages of two are three calls: each costs time, here and there")


@task(3)
def test_links_of_any_form(authors, books, known, shelf):
    """The link to the next page may be a whole address, a path, or only a query."""
    [author] = known(1)
    for page in (f"{books.url}/books?page=2", "/books?page=2", "?page=2"):
        first, second = books.holds(shelf(author, 2))
        books.answers(200, json=[first], headers=link_to(page))
        books.answers(200, json=[second], after=1)
        because = f"<{page}> is relative to the address that was asked (RFC 8288), and leads to the second page"
        authors.get(f"/authors/{author['id']}/books").expect(200, json=[first, second], because=because)


@task(3)
def test_a_filter_on_every_page(authors, books, known, shelf):
    """?genre= holds for every page."""
    [author] = known(1)
    held = books.holds(shelf(author, 3, genre="C++") + shelf(author, 3, genre="C"), page_size=2)
    path = f"/authors/{author['id']}/books"
    because = "C++ must arrive whole with the first page, and a link has the whole question in it already"
    authors.get(path, params={"genre": "C++"}).expect(200, json=held[:3], because=because)


@task(3)
def test_authors_of_a_genre(authors, books, known, shelf):
    """GET /authors?genre= answers the authors who have a book of that genre, each once, in their order."""
    one, two, three, four = known(4)
    books.holds(
        shelf(three, 2, genre="crime")
        + shelf(two, 1, genre="travel")
        + shelf(one, 1, genre="crime")
        + shelf({"id": "of-nobody-here"}, 1, genre="crime")
    )
    because = "two of the four have written a crime; who isn't ours isn't listed, and who is, is listed as always"
    authors.get("/authors", params={"genre": "crime"}).expect(200, json=[one, three], because=because)
    authors.get("/authors").expect(200, json=[one, two, three, four], because="without a genre all are listed")


@task(3)
def test_authors_of_a_genre_on_the_last_page(authors, books, known, shelf):
    """An author whose only book of a genre is on the last page is listed."""
    people = known(3)
    books.holds([book for author in people for book in shelf(author, 1, genre="poetry")], page_size=1)
    because = "the book service answers in pages, and an author may be on any of them"
    authors.get("/authors", params={"genre": "poetry"}).expect(200, json=people, because=because)


@task(3)
def test_a_genre_without_authors(authors, books, known, shelf):
    """A genre of which nobody has a book answers 200 and an empty array."""
    [author] = known(1)
    books.holds(shelf(author, 1, genre="crime"))
    authors.get("/authors", params={"genre": "crime"}).expect(200, json=[author])
    because = "the question was fine, and the answer to it is: nobody"
    authors.get("/authors", params={"genre": "poetry"}).expect(200, json=[], because=because)


@task(3)
def test_one_call_for_all_authors(authors, books, known, shelf):
    """However many authors there are, GET /authors?genre= is one call for each page of books, and GET /authors none."""
    people = known(8)
    books.holds([book for author in people for book in shelf(author, 1, genre="essay")])
    authors.get("/authors").expect(200, json=people)
    authors.get("/authors", params={"genre": "essay"}).expect(200, json=people)
    because = "one call for each author is eight here, and 8,000 in a library: ask once for the genre"
    books.expect_requests(1, because=because)


@task(3)
def test_pages_without_end(authors, books, known, shelf):
    """Pages that lead to each other for ever are given up, with 502 or 504, and soon."""
    [author] = known(1)
    held = books.holds(shelf(author, 1))
    path = f"/authors/{author['id']}/books"
    authors.get(path).expect(200, json=held)
    books.answers(200, json=held, headers=link_to(f"/books?author_id={author['id']}"))
    because = "another program says how often this loop goes round, so the loop needs a bound of its own"
    authors.get(path, because=because).expect(502, 504, json={}, because=because)


@harder(3)
def test_as_few_pages_as_can_be(authors, books, known, shelf):
    """Pages are asked for at their largest, a hundred books: 45 of them are one call."""
    [author] = known(1)
    held = books.holds(shelf(author, 45), page_size=100)
    authors.get(f"/authors/{author['id']}/books").expect(200, json=held)
    books.expect_requests(1, because="a page has 20 books unless somebody asks for more")


@harder(3)
def test_a_link_to_somebody_else(authors, books, elsewhere, known, shelf):
    """A link that leads away from the book service isn't followed: the answer is 502."""
    [author] = known(1)
    path = f"/authors/{author['id']}/books"
    held = books.holds(shelf(author, 2), page_size=1)
    authors.get(path).expect(200, json=held)
    elsewhere.holds(shelf(author, 1))
    books.answers(200, json=held[:1], headers=link_to(f"{elsewhere.url}/books?page=2"))
    reply = authors.get(path)
    because = "who can write a link could send us to any address that this machine can reach"
    elsewhere.expect_requests(0, because=because)
    reply.expect(502, 504, json={}, because="without the rest of the books the answer isn't known")
