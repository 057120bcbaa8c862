"""Authors, whatever they are built with: what clients rely on, from the library's one program to the running stack.

Each class is about one thing; a lesson takes those that it teaches and says to which of its tasks they belong.
"""

from dirty_equals import IsStr

ID = IsStr(regex=r"[A-Za-z0-9._~-]+")
JSON = "application/json"


def seeded(authors, people):
    """Start with these authors; gives them as the list shows them, ids included."""
    wanted = authors.holding([person | {"id": ID} for person in people])
    listed = authors.start(data=people).get("/authors").expect(200, json=wanted).json
    return [next(author for author in listed if author["name"] == person["name"]) for person in people]


class Reading:
    """Authors can be listed and fetched."""

    def test_the_list_of_authors(self, authors, some):
        """GET /authors answers with every author, whole, in the order in which they were stored."""
        first, second, third = sorted((some.author() for _ in range(3)), key=lambda person: person["name"])
        people = [second, third, first]  # the alphabet's order in neither direction
        authors.start(data=people)
        because = "the answer is an array of every author, each with their id (a string), name and year of birth"
        wanted = authors.holding([person | {"id": ID} for person in people])
        authors.get("/authors").expect(200, json=wanted, because=because)

    def test_no_authors(self, authors):
        """GET /authors answers 200 and an empty array when there are no authors."""
        authors.start(data=[])
        because = "a list with nothing in it is still a list; 404 says that there is no such address"
        authors.get("/authors").expect(200, json=[], because=because)

    def test_one_author(self, authors, some):
        """GET /authors/{id} answers with the author who has this id."""
        for author in reversed(seeded(authors, [some.author() for _ in range(3)])):
            because = "the id that the list shows leads to that author: an object, not an array"
            authors.get(f"/authors/{author['id']}").expect(200, json=author, because=because)

    def test_an_author_who_is_not_there(self, authors, some):
        """GET /authors/{id} answers 404, with a JSON object, when nobody has this id."""
        [author] = seeded(authors, [some.author()])
        authors.get(f"/authors/{author['id']}").expect(200)
        because = "nobody has this id; the body is for a program to read, so it is JSON too"
        authors.get(f"/authors/{some.missing_id()}").expect(404, json={}, because=because)


class Creating:
    """Authors can be added, and nothing that a client sends is believed unseen."""

    def test_a_new_author(self, authors, some):
        """POST /authors answers 201 with the new author, who is then found at Location and, last, in the list."""
        first, person = some.author(), some.author()
        authors.start(data=[first])
        because = "a creation is 201 Created, with the new author and an id, which is a string"
        made = authors.post("/authors", json=person).expect(201, json=person | {"id": ID}, because=because)
        because = "Location says where the new author can be fetched"
        authors.get(made.location).expect(200, json=made.json, because=because)
        because = "201 is a promise: who was added has been stored"
        authors.get("/authors").expect(200, json=authors.holding([first, made.json]), because=because)

    def test_a_name_and_a_year(self, authors, some):
        """An author has a name that isn't blank and was born in a year, an integer; anything else is refused."""
        authors.post("/authors", json=some.author()).expect(201)
        for field, values in (
            ("name", ("", "  ", None, some.integer(1, 9), True, [some.name()])),
            ("born", ("", str(some.year()), some.year() + 0.5, True, [some.year()], 10**12)),
        ):
            for value in values:
                because = f"this is no {field}, and what isn't refused is stored"
                authors.post("/authors", json=some.author(**{field: value})).expect(400, 422, because=because)
        because = "an author without a name can't be found by anybody"
        authors.post("/authors", json={"born": some.year()}).expect(400, 422, because=because)

    def test_a_body_that_is_no_author(self, authors, some):
        """A body that is no JSON object is refused: 415 when it isn't sent as JSON, else 400."""
        authors.post("/authors", json=some.author()).expect(201)
        for body in (None, [], some.word(), some.integer(1, 9), [some.author()]):
            because = "this is JSON but no object: the client is mistaken, and 500 would say that we are"
            authors.post("/authors", json=body).expect(400, 422, because=because)
        for body in (b"", b"{", b'{"name": "\xff"}'):
            because = "this can't be read as JSON: the client is mistaken, and 500 would say that we are"
            authors.post("/authors", body=body, content_type=JSON).expect(400, because=because)
        because = "the Content-Type says how to read a body, and this one says that it isn't JSON"
        authors.post("/authors", body=b"{}", content_type="text/plain").expect(415, because=because)

    def test_fields_that_an_author_has_not(self, authors, some):
        """Fields that an author hasn't are never stored and never shown, and a client can't choose the id."""
        first, person, mine = some.author(), some.author(), some.missing_id()
        authors.start(data=[first])
        reply = authors.post("/authors", json=person | {"is_admin": True, "id": mine}).expect(201, 400, 422)
        wanted = authors.holding([first, person] if reply.status == 201 else [first])
        for author in authors.get("/authors").expect(200, json=wanted).json:
            if "is_admin" in author:
                reply.unmet("is_admin not to be stored", because="an author has these fields and no others")
            if author["id"] == mine:
                reply.unmet("an id that the service chose", because="who may choose ids can choose somebody else's")
