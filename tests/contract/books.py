"""Books, whatever they are built with: what clients rely on when they look for books and add to them.

Each class is about one thing; a lesson takes those that it teaches and says to which of its tasks they belong. Where a
service may hold other books already, what is asked for is by an author, or of a genre, that nobody else has.
"""

from dirty_equals import IsStr

from workshop.harness import any_order, harder

ID = IsStr(regex=r"[A-Za-z0-9._~-]+")
JSON = "application/json"


def by_one_author(some, number, **fields):
    """An author whom nobody knows yet, and so many books by them."""
    author = some.missing_id()
    return author, [some.book(author, **fields) for _ in range(number)]


def new_genre(some):
    """A genre that no other book is of."""
    return f"{some.word()} {some.word()}"


def listed(books, because="", **query):
    """The books that the list shows for this query, in its order."""
    return books.get("/books", params=query).expect(200, because=because).json


class Filtering:
    """The list can be narrowed to a genre, to an author, or to both."""

    def test_every_book(self, books, some):
        """GET /books answers every book, each with its id and its four fields; an empty array if there are none."""
        books.start(data=[])
        because = "a list with nothing in it is still a list; 404 says that there is no such address"
        books.get("/books").expect(200, json=[], because=because)
        shelf = [some.book(some.missing_id()) for _ in range(3)]
        books.start(data=shelf)
        because = "the answer is an array of every book, each with its id, which is a string"
        books.get("/books").expect(200, json=any_order([book | {"id": ID} for book in shelf]), because=because)

    def test_books_of_a_genre_and_an_author(self, books, some):
        """?genre= leaves the books of that genre, ?author_id= those by that author, and both those that are both."""
        genre, other = new_genre(some), new_genre(some)
        author, mine = by_one_author(some, 2)
        _, theirs = by_one_author(some, 2)
        for first, second in (mine, theirs):
            first["genre"], second["genre"] = genre, other
        books.start(data=[*mine, *theirs])
        for question, wanted in (
            ({"genre": genre}, [mine[0], theirs[0]]),
            ({"author_id": author}, mine),
            ({"genre": genre, "author_id": author}, mine[:1]),
        ):
            because = "each filter takes away what it does not apply to, and leaves all the rest"
            books.get("/books", params=question).expect(200, json=any_order(wanted), because=because)

    def test_what_nobody_has(self, books, some):
        """A genre that no book is of, or an author who wrote none, answers 200 and an empty array."""
        author, [book] = by_one_author(some, 1, genre=new_genre(some))
        books.start(data=[book])
        books.get("/books", params={"genre": book["genre"], "author_id": author}).expect(200, json=[book])
        for question in ({"genre": new_genre(some)}, {"author_id": some.missing_id()}):
            because = "the question was a good one, and the answer to it is: none"
            books.get("/books", params=question).expect(200, json=[], because=because)

    def test_letter_for_letter(self, books, some):
        """A genre is found by its whole name, whatever is in it: not by a part of it, other capitals, or a pattern."""
        first, second = some.word(), some.word()
        plain = f"{first} {second}"
        odd = [f"{first} & {second} / Soul", f"{first}+{second}=100%25?#;", f"{first}'s poésie 詩 {second}"]
        shelf = [some.book(some.missing_id(), genre=genre) for genre in (plain, *odd)]
        books.start(data=shelf)
        for book in shelf:
            because = "the client has escaped it (RFC 3986, 2.1), so it arrives letter for letter"
            books.get("/books", params={"genre": book["genre"]}).expect(200, json=[book], because=because)
        for nearly in (first, second, plain.upper(), f"{first}%", f"{first}_{second}"):
            because = "that is another genre, and no book is of it"
            books.get("/books", params={"genre": nearly}).expect(200, json=[], because=because)


class Ordering:
    """The list has one order, and no other."""

    def test_sorted_by_title(self, books, some):
        """The list is sorted by title, in whatever order the books came."""
        author = some.missing_id()
        shelf = [some.book(author, title=some.word()) for _ in range(7)]
        shelf.sort(key=lambda book: book["title"], reverse=True)
        books.start(data=[*shelf[1::2], *shelf[::2]])
        because = "without an order of its own a database gives rows as it finds them, and pages are cut from that"
        books.get("/books", params={"author_id": author}).expect(200, json=shelf[::-1], because=because)

    def test_equal_titles(self, books, some):
        """Where titles are equal there is an order, too: through all pages each book comes once."""
        author, shelf = by_one_author(some, 24, title=some.title())
        books.start(data=shelf)
        every = {book["id"] for book in listed(books, author_id=author, size=100)}
        seen = []
        for page in range(1, 9):
            because = "titles alone leave open which of these books comes first, and each page may decide anew"
            reply = books.get("/books", params={"author_id": author, "size": 3, "page": page}).expect(200)
            seen += [book["id"] for book in reply.json]
            if len(set(seen)) != len(seen):
                reply.unmet("only books that no page before has shown", because)
        if set(seen) != every:
            reply.unmet(f"all {len(every)} books on the eight pages together", because, f"{len(seen)} of them")


class Paging:
    """A list has pages, and says where they are."""

    def test_pages(self, books, some):
        """?page= says which page, from 1, and ?size= how many books make one, or else 20; together they are all."""
        author, shelf = by_one_author(some, 21)
        books.start(data=shelf)
        whole = listed(books, author_id=author, size=100)
        for question, wanted in (
            ({}, whole[:20]),
            ({"page": 2}, whole[20:]),
            ({"size": 8}, whole[:8]),
            ({"size": 8, "page": 2}, whole[8:16]),
            ({"size": 8, "page": 3}, whole[16:]),
        ):
            because = "of these 21 books none is left out, and none is shown twice"
            books.get("/books", params={"author_id": author} | question).expect(200, json=wanted, because=because)

    def test_links_to_the_other_pages(self, books, some):
        """Link (RFC 8288) leads to the first and the last page, and to the previous and the next where there is one."""
        author, shelf = by_one_author(some, 6)
        books.start(data=shelf)
        whole = listed(books, author_id=author, size=100)
        first, second, third = (
            books.get("/books", params={"author_id": author, "size": 2, "page": page}).expect(200) for page in (1, 2, 3)
        )
        for rel, wanted in (("first", whole[:2]), ("prev", whole[:2]), ("next", whole[4:]), ("last", whole[4:])):
            books.get(link(second, rel)).expect(200, json=wanted, because=f'this is where rel="{rel}" leads to')
        no_link(first, "prev")
        no_link(third, "next")

    def test_nothing_on_a_page(self, books, some):
        """A page past the end answers 200 and an empty array; Link leads back to the first page and to the last."""
        author, shelf = by_one_author(some, 3)
        books.start(data=shelf)
        whole = listed(books, author_id=author)
        for page in (3, 9):
            because = "books are deleted while a client turns pages: a page with nothing on it is no mistake"
            past = books.get("/books", params={"author_id": author, "size": 2, "page": page})
            past.expect(200, json=[], because=because)
            no_link(past, "next")
            books.get(link(past, "first")).expect(200, json=whole[:2], because='this is where rel="first" leads to')
            books.get(link(past, "last")).expect(200, json=whole[2:], because='this is where rel="last" leads to')
        nothing = books.get("/books", params={"author_id": some.missing_id()}).expect(200, json=[])
        no_link(nothing, "prev")
        no_link(nothing, "next")
        for rel in ("first", "last"):
            because = "where nothing is found there is one page, with nothing on it, and a client may follow this link"
            books.get(link(nothing, rel)).expect(200, json=[], because=because)

    def test_links_keep_the_question(self, books, some):
        """A link asks for the same books again, in pages of the same size, whatever is in the name of the genre."""
        genre = f"{some.word()} & {some.word()} / poésie+100%25?"
        author, shelf = by_one_author(some, 5)
        for book in shelf[:3]:
            book["genre"] = genre
        books.start(data=[*shelf, some.book(some.missing_id(), genre=genre)])
        whole = listed(books, genre=genre, author_id=author)
        reply = books.get("/books", params={"genre": genre, "author_id": author, "size": 1}).expect(200, json=whole[:1])
        for wanted in whole[1:]:
            because = "who follows a link still wants these books, and no others"
            reply = books.get(link(reply, "next")).expect(200, json=[wanted], because=because)
        no_link(reply, "next")
        because = "the last page is that of the books that were asked for, however many others there are"
        books.get(link(reply, "last")).expect(200, json=whole[-1:], because=because)


def link(reply, rel):
    """The path that Link names for this relation."""
    if rel not in reply.links:
        because = "a client finds the other pages by following links, and doesn't make up addresses"
        reply.unmet(f'a Link with rel="{rel}"', because, f"Link: {reply.headers.get('Link', '(none)')}")
    return reply.links[rel]


def no_link(reply, rel):
    """Require that Link names nothing for this relation."""
    if rel in reply.links:
        because = "there is no such page, and a client that follows links would go there"
        reply.unmet(f'no rel="{rel}" in Link', because, f"Link: {reply.headers['Link']}")


class Strictness:
    """A question that the service doesn't understand is refused: it never answers another one."""

    def test_a_page_that_is_none(self, books, some):
        """A page that isn't a whole number from 1 is refused with 400, which names it."""
        books.get("/books", params={"page": 1}).expect(200)
        for page in (some.word(), "0", "-1", "1.5", ""):
            refused(books.get("/books", params={"page": page}), "page", "that is no page, and page 1 was not asked for")

    def test_a_size_that_is_none(self, books, some):
        """A size is a whole number from 1 to 100; any other is refused with 400, which names it."""
        for size in (1, 100):
            books.get("/books", params={"size": size}).expect(200, because=f"{size} books to a page are allowed")
        for size in (some.word(), "0", "-1", "2.5", ""):
            refused(books.get("/books", params={"size": size}), "size", "that is no number of books to a page")
        for size in (101, some.integer(1000, 10**6)):
            because = "who asked for so many, and was given 100 in silence, would take that for all there are"
            refused(books.get("/books", params={"size": size}), "size", because)

    def test_an_unknown_parameter(self, books, some):
        """A parameter that the list doesn't know is refused with 400, which names it."""
        word = some.word()
        books.get("/books", params={"genre": word}).expect(200)
        for unknown in ("gerne", some.word()):
            because = "who mistypes a filter, and gets every book, believes that these are the ones"
            refused(books.get("/books", params={unknown: word}), unknown, because)

    def test_a_genre_that_was_not_escaped(self, books, some):
        """A genre whose & the client forgot to escape is refused with 400, which names what stands behind it."""
        first, second = some.word(), some.word()
        books.get(f"/books?genre={first}%26{second}%20/%20Soul").expect(200)
        because = "the & has cut the question in two, and half a question has another answer"
        refused(books.get(f"/books?genre={first}&{second}%20/%20Soul"), second, because)

    def test_a_repeated_parameter(self, books, some):
        """A parameter that comes twice is refused with 400, which names it."""
        word, other = some.word(), some.word()
        books.get(f"/books?genre={word}&page=1").expect(200)
        for name, values in (("genre", (word, other)), ("author_id", (word, word)), ("page", (1, 2)), ("size", (1, 1))):
            query = "&".join(f"{name}={value}" for value in values)
            refused(books.get(f"/books?{query}"), name, "one of the two would be ignored, and nobody knows which")

    def test_an_empty_filter(self, books, some):
        """A filter with nothing in it is refused with 400, which names it."""
        books.get("/books", params={"genre": some.word(), "author_id": some.word()}).expect(200)
        for name in ("genre", "author_id"):
            because = "no book is of no genre or by no author: the client has lost what it meant to ask for"
            refused(books.get("/books", params={name: ""}), name, because)

    def test_no_query_is_a_crash(self, books, some):
        """Whatever stands in the query, the answer is a list or a 400, never a 500."""
        author, shelf = by_one_author(some, 1)
        books.start(data=shelf)
        books.get("/books", params={"author_id": author}).expect(200, json=shelf)
        for page in (2**31, 2**31 // 20 + 1, 2**63, 10**30, 10**3000):
            because = "the numbers of a database end somewhere, and those that a client can write don't"
            far = books.get(f"/books?author_id={author}&page={page}").expect(200, 400, because=because)
            if far.status == 200:
                far.expect(json=[], because="nothing is so far away")
        for text in (f"genre={some.word()}%00", "author_id=%00", f"genre={some.word()}%ff%fe", f"genre={'x' * 3000}"):
            because = "there is no such book, or no such text; the mistake is the client's"
            books.get(f"/books?{text}").expect(200, 400, because=because)

    @harder
    def test_numbers_in_digits(self, books, some):
        """A number is written in the digits 0 to 9 and nothing else."""
        books.get("/books", params={"page": 10}).expect(200, json=books.holding([]))
        for page in ("1_0", " 10 ", "+10", "١٠", "10.0", "1e1", "0x1", "ten"):
            because = "some languages read this as a number, others don't: the service decides, and says so"
            refused(books.get("/books", params={"page": page}), "page", because)
        refused(books.get("/books", params={"size": some.choice(("1_0", "+10"))}), "size", "that goes for size, too")

    @harder
    def test_everything_wrong_is_named(self, books, some):
        """A 400 names every parameter that is wrong, not only the first."""
        word = some.word()
        reply = books.get("/books", params={"page": "0", "size": "x", "genre": "", word: word})
        for name in ("page", "size", "genre", word):
            refused(reply, name, "who mends one mistake and hears of the next needs a try for each")


def refused(reply, name, because):
    """Require that this was refused as the client's mistake, in JSON, and that the reply says where the mistake is."""
    reply.expect(400, json={}, because=because)
    if name not in str(reply.json):
        reply.unmet(f"a message that names {name}", because="the client must hear what to mend")


class Fetching:
    """A book can be fetched by its id."""

    def test_one_book(self, books, some):
        """GET /books/{id} answers with the book that has this id."""
        author, shelf = by_one_author(some, 3)
        books.start(data=shelf)
        for book in reversed(listed(books, author_id=author)):
            because = "the id that the list shows leads to that book: an object, not an array"
            books.get(address_of(book)).expect(200, json=book, because=because)

    def test_no_such_book(self, books, some):
        """GET /books/{id} answers 404, with a JSON object, when no book has this id, whatever it looks like."""
        author, shelf = by_one_author(some, 1)
        books.start(data=shelf)
        [book] = listed(books, author_id=author)
        books.get(address_of(book)).expect(200)
        for unknown in (some.missing_id(), "0", str(2**40), "None", "%00", "%C3%A9%27--", "x" * 300):
            because = "no book has this id; the body is for a program to read, so it is JSON too"
            books.get(f"/books/{unknown}").expect(404, json={}, because=because)


def address_of(book):
    """The path at which this book is found."""
    return f"/books/{book['id']}"


class Deleting:
    """A book can be deleted."""

    def test_deleting_a_book(self, books, some):
        """DELETE /books/{id} answers 204; the book is gone, and the others stay. What isn't there answers 404."""
        author, shelf = by_one_author(some, 3)
        books.start(data=shelf)
        first, second, third = listed(books, author_id=author)
        books.delete(address_of(second)).expect(204, because="it is done, and there is nothing to say about it")
        books.get(address_of(second)).expect(404, because="the book was deleted")
        because = "204 is a promise: this book is gone from the list, and no other is"
        books.get("/books", params={"author_id": author}).expect(200, json=[first, third], because=because)
        for gone in (address_of(second), f"/books/{some.missing_id()}", "/books/%00"):
            books.delete(gone).expect(404, json={}, because="there is no such book to delete")


class Creating:
    """A book can be added, and nothing that a client sends is believed unseen."""

    def test_a_new_book(self, books, some):
        """POST /books answers 201 with the new book, which is then found at Location and in the list."""
        author, [there, book] = by_one_author(some, 2)
        books.start(data=[there])
        because = "a creation is 201 Created, with the new book and an id, which is a string"
        made = books.post("/books", json=book).expect(201, json=book | {"id": ID}, because=because)
        because = "Location says where the new book can be fetched"
        books.get(made.location).expect(200, json=made.json, because=because)
        because = "a library has more than one copy of a book: nothing in it is unique but its id"
        copy = books.post("/books", json=book).expect(201, json=book, because=because)
        because = "201 is a promise: what was added has been stored"
        every = any_order([there, made.json, copy.json])
        books.get("/books", params={"author_id": author}).expect(200, json=every, because=because)
        if copy.json["id"] == made.json["id"]:
            copy.unmet("an id that no other book has")

    def test_what_must_be_there(self, books, some):
        """A book without a title, an author_id, a genre or a year is refused, and nothing is stored."""
        author, [good] = by_one_author(some, 1)
        books.post("/books", json=good).expect(201)
        for missing in good:
            book = some.book(author)
            del book[missing]
            not_a_book(books.post("/books", json=book), missing)
        because = "what is refused leaves nothing behind"
        books.get("/books", params={"author_id": author}).expect(200, json=[good], because=because)

    def test_what_is_no_value(self, books, some):
        """A year that isn't an integer is refused, and a text that is none, or empty, or only blanks."""
        books.post("/books", json=some.book(some.missing_id())).expect(201)
        for year in (str(some.year()), True, some.year() + 0.5, None, [some.year()]):
            because = 'JSON tells 1979 from "1979" and true, and the next program to read this book counts on it'
            not_a_book(books.post("/books", json=some.book(some.missing_id(), year=year)), "year", because)
        for field in ("title", "author_id", "genre"):
            for value in (some.year(), None, [some.word()], {}, "", "   ", "\t\n"):
                not_a_book(books.post("/books", json=some.book(some.missing_id()) | {field: value}), field)

    def test_how_long(self, books, some):
        """A title has at most 200 characters, a genre 100, an author_id 64."""
        for field, most, letter in (("title", 200, "é"), ("genre", 100, "é"), ("author_id", 64, "e")):
            longest = some.missing_id().ljust(most, letter)
            because = f"{most} characters are allowed"
            books.post("/books", json=some.book(some.missing_id()) | {field: longest}).expect(201, because=because)
            because = f"{most + 1} characters are too many"
            not_a_book(
                books.post("/books", json=some.book(some.missing_id()) | {field: longest + letter}), field, because
            )

    def test_which_years(self, books, some):
        """A year is from -3000 to 2100, both included."""
        for year in (-3000, 2100):
            because = f"{year} is within the range"
            books.post("/books", json=some.book(some.missing_id(), year=year)).expect(201, because=because)
        for year in (-3001, 2101, 2**31, 10**30):
            because = "nobody wrote then, and the column for it ends somewhere"
            not_a_book(books.post("/books", json=some.book(some.missing_id(), year=year)), "year", because)

    def test_which_author_ids(self, books, some):
        """An author_id has letters, digits and . _ ~ - in it, and nothing that must be escaped in a URL."""
        books.post("/books", json=some.book(f"{some.word()}.{some.word()}_~-")).expect(201)
        for wrong in (
            f"{some.word()} {some.word()}",
            f"{some.word()}/{some.word()}",
            "é",
            f"{some.word()}\n",
            "%41",
            "\0",
        ):
            because = "an id stands in addresses as it is, and the author service gives out no such"
            not_a_book(books.post("/books", json=some.book(wrong)), "author_id", because)

    def test_an_unknown_field(self, books, some):
        """A field that a book doesn't have is refused, and so is an id that the client has chosen."""
        books.post("/books", json=some.book(some.missing_id())).expect(201)
        for field, value in ((some.word(), some.word()), ("is_admin", True), ("id", some.missing_id())):
            because = "what is ignored in silence, the client believes to be stored"
            not_a_book(books.post("/books", json=some.book(some.missing_id()) | {field: value}), field, because)

    def test_text_that_cannot_be_stored(self, books, some):
        """A NUL, or half of a pair of surrogates, in a title or a genre is refused."""
        books.post("/books", json=some.book(some.missing_id(), title=f"{some.title()} 詩 😀")).expect(201)
        for field in ("title", "genre"):
            for character in ("\0", "\ud83d"):
                because = "JSON can carry this and PostgreSQL can't store it: the client must hear so, not a 500"
                wrong = some.book(some.missing_id()) | {field: f"{some.word()}{character}"}
                not_a_book(books.post("/books", json=wrong), field, because)

    def test_all_mistakes_at_once(self, books, some):
        """A refusal names every field that is wrong, not only the first."""
        books.post("/books", json=some.book(some.missing_id())).expect(201)
        word = some.word()
        reply = books.post("/books", json={"title": " ", "genre": 7, "year": "soon", word: word})
        for field in ("title", "author_id", "genre", "year", word):
            not_a_book(reply, field, "who mends one mistake and hears of the next needs a try for each")

    def test_a_body_that_is_no_book(self, books, some):
        """A body that is no JSON object is refused: 415 when it isn't sent as JSON, else 400."""
        book = b'{"title": "%s", "author_id": "a", "genre": "g", "year": 1979}' % some.word().encode()
        because = "the charset belongs to the Content-Type, and this one is JSON"
        books.post("/books", body=book, content_type=f"{JSON}; charset=utf-8").expect(201, because=because)
        because = "the Content-Type says how to read a body, and this one says that it isn't JSON"
        books.post("/books", body=book, content_type="text/plain").expect(415, json={}, because=because)
        for body in (b"", book[:-1], book[:20] + b'\xff"}'):
            because = "this can't be read as JSON: the client is mistaken, and 500 would say that we are"
            books.post("/books", body=body, content_type=JSON).expect(400, json={}, because=because)
        for body in (None, [], some.word(), some.year(), [some.book(some.missing_id())]):
            because = "this is JSON but no object: the client is mistaken, and 500 would say that we are"
            books.post("/books", json=body).expect(400, 422, json={}, because=because)


def not_a_book(reply, field, because=""):
    """Require that this was refused, in JSON, and that the reply names the field."""
    reply.expect(400, 422, json={}, because=because or f"this is no {field}, and what isn't refused is stored")
    if field not in str(reply.json):
        reply.unmet(f"a message that names {field}", because="the client must hear what to mend")
