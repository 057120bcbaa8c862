"""Task 3: who has added a movie may change it, and nobody else."""

from tests.contract.problems import problem
from workshop.harness import task

THEIRS = "being signed in says who somebody is, not what they may do: this movie was added by somebody else"


@task(3)
def test_who_has_added_it(movies, somebody, added):
    """A movie says in added_by who has added it, wherever it is shown, and what the token says counts."""
    ada, bob = somebody(), somebody()
    films = [added(person) for person in (ada, bob, ada)]
    for film, person in zip(films, (ada, bob, ada), strict=True):
        because = "added_by is the id of who has added it, which is sub in their token"
        shown = movies.get(f"/movies/{film['id']}").expect(200, json={"added_by": person.id}, because=because)
        movies.get("/movies", params={"year": film["year"]}).expect(200)
        if film.get("added_by") != person.id:
            shown.unmet(f'"added_by": "{person.id}" in the reply to POST', because, str(film))
    wanted = [{"added_by": person.id} for person in (ada, bob, ada)]
    movies.get("/movies").expect(200, json=wanted, because="the list shows what the movie itself shows")


@task(3)
def test_only_who_has_added_it(movies, somebody, added, some):
    """PUT and DELETE are 403 for everybody but who has added the movie, and then nothing has changed."""
    ada = somebody()
    film = added(ada)
    address = f"/movies/{film['id']}"
    longer, shorter, louder = somebody(f"{ada.id}1"), somebody(ada.id[:-1]), somebody(ada.id.upper())
    for other in (somebody(), longer, shorter, louder):
        problem(movies.put(address, json=some.movie(), headers=other.headers), 403, because=THEIRS)
        problem(movies.delete(address, headers=other.headers), 403, because=THEIRS)
    movies.get(address).expect(200, json=film, because="what was refused must not have been done")
    changed = some.movie()
    because = "who has added it may change it"
    movies.put(address, json=changed, headers=ada.headers).expect(200, json=changed, because=because)
    movies.delete(address, headers=ada.headers).expect(204, because="who has added it may delete it")


@task(3)
def test_movies_of_nobody(movies, somebody, some):
    """A movie that was there from the start has added_by null, and nobody may change it: 403."""
    ada = somebody()
    movies.start(data=[some.movie()])
    [film] = movies.get("/movies").expect(200, json=[{"added_by": None}]).json
    address = f"/movies/{film['id']}"
    because = "nobody has added it, so it is nobody's; that isn't the same as everybody's"
    problem(movies.put(address, json=some.movie(), headers=ada.headers), 403, because=because)
    problem(movies.delete(address, headers=ada.headers), 403, because=because)
    movies.get(address).expect(200, json=film, because="what was refused must not have been done")


@task(3)
def test_an_owner_by_word(movies, somebody, added, some):
    """Who somebody is comes from the token alone: no field, header or parameter says it."""
    ada, bob = somebody(), somebody()
    film = added(ada)
    address = f"/movies/{film['id']}"
    said = {"added_by": ada.id}
    because = "a movie has five fields that clients send, and added_by is none of them"
    movies.post("/movies", json=some.movie() | said, headers=bob.headers).expect(400, 422, because=because)
    movies.put(address, json=some.movie() | {"added_by": bob.id}, headers=ada.headers).expect(400, 422, because=because)
    names = ("X-User", "X-User-Id", "X-User-ID", "X-Forwarded-User", "X-Added-By", "From")
    words = bob.headers | dict.fromkeys(names, ada.id)
    query = {"user_id": ada.id, "added_by": ada.id, "user": ada.id}
    because = "a header or a parameter says whatever the client likes; the token is signed"
    movies.delete(address, headers=words, params=query).expect(403, because=because)
    movies.put(address, json=some.movie(), headers=words, params=query).expect(403, because=because)
    made = movies.post("/movies", json=some.movie(), headers=words, params=query).expect(201)
    made.expect(json={"added_by": bob.id}, because=because)
    movies.get(address).expect(200, json=film, because="what was refused must not have been done")


@task(3)
def test_may_they_comes_first(movies, somebody, added, some):
    """Somebody else's PUT is 403 whatever is in it; who has added the movie is told what is wrong with it."""
    ada, bob = somebody(), somebody()
    film, other = added(ada), added(ada)
    address = f"/movies/{film['id']}"
    taken = some.movie(title=other["title"], year=other["year"])
    for body, statuses in (
        ({"json": some.movie(year="soon")}, (400, 422)),
        ({"json": taken}, (409,)),
        ({"body": b"{", "content_type": "application/json"}, (400,)),
        ({"body": b"{}", "content_type": "text/plain"}, (415,)),
    ):
        because = "who has added the movie may change it, and is told why this doesn't work"
        movies.put(address, headers=ada.headers, **body).expect(*statuses, because=because)
        because = "whether they may comes before what they want: the rest is none of their business"
        movies.put(address, headers=bob.headers, **body).expect(403, because=because)
    movies.get(address).expect(200, json=film, because="what was refused must not have been done")


@task(3)
def test_a_put_keeps_who_has_added_it(movies, somebody, added, some):
    """After a PUT the movie is still theirs who have added it: in the reply, later, and for the next change."""
    ada, bob = somebody(), somebody()
    address = f"/movies/{added(ada)['id']}"
    because = "PUT replaces what a client sends; who has added the movie nobody sends"
    for _ in range(2):
        changed = some.movie() | {"added_by": ada.id}
        sent = {name: value for name, value in changed.items() if name != "added_by"}
        movies.put(address, json=sent, headers=ada.headers).expect(200, json=changed, because=because)
        movies.get(address).expect(200, json=changed, because=because)
    movies.delete(address, headers=bob.headers).expect(403, because=THEIRS)
    movies.delete(address, headers=ada.headers).expect(204, because=because)


@task(3)
def test_what_is_not_there(movies, somebody, added, some):
    """Who is signed in gets 404 for a movie that isn't there, or isn't there any more."""
    ada, bob = somebody(), somebody()
    film = added(ada)
    movies.delete(f"/movies/{film['id']}", headers=ada.headers).expect(204)
    because = "movies are open to all, so that there is none is no secret"
    for movie_id in (film["id"], some.missing_id()):
        for person in (ada, bob):
            movies.put(f"/movies/{movie_id}", json=some.movie(), headers=person.headers).expect(404, because=because)
            movies.delete(f"/movies/{movie_id}", headers=person.headers).expect(404, because=because)
    movies.get("/movies").expect(200, json=[], because="a PUT creates no movie")
