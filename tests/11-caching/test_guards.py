"""What worked before works still; this earns nothing."""

from tests.contract import authors as contract
from tests.contract.given import stays
from tests.contract.problems import problem
from workshop.harness import guard
from workshop.harness.reply import Unmet
from workshop.harness.service import NotStarted


@guard
class TestAuthors:
    """Authors are listed, and added."""

    test_the_list_of_authors = contract.Reading.test_the_list_of_authors
    test_a_new_author = contract.Creating.test_a_new_author


@guard
def test_what_was_given_with_authors(authors, books, known, shelf):
    """Authors says that it is up and what it can do; it answers an author's books to who has a key."""
    [author] = known(1)
    held = books.holds(shelf(author, 2))
    stays(authors, "/authors/{author_id}/books")
    authors.get(f"/authors/{author['id']}/books").expect(200, json=held)
    problem(authors.get(f"/authors/{author['id']}/books", headers={"X-API-Key": None}), 401)


@guard
def test_what_was_given_with_users(users, accounts, some):
    """Users says that it is up and what it can do; who is signed in sees themselves, and nobody else."""
    alice, bob = accounts(2)
    stays(users, "/users/me")
    users.get("/users/me", headers=alice.signed_in).expect(200, json=alice.fields)
    users.get(f"/users/{alice.id}", headers=alice.signed_in).expect(200, json=alice.fields)
    problem(users.get(f"/users/{bob.id}", headers=alice.signed_in), 404)
    problem(users.get("/users/me"), 401)
    users.put(f"/users/{alice.id}", headers=alice.signed_in, json=some.user()).expect(200)
    users.delete(f"/users/{alice.id}", headers=alice.signed_in).expect(204)


@guard
def test_no_address_no_service(authors):
    """Without REDIS_URL, or with one that isn't for a cache, the service refuses to start and names it."""
    authors.get("/health").expect(200)
    for nothing in ("", "cache:6379"):
        because = "an address in the code is right on one machine only; a service that lacks one should say so at once"
        try:
            authors.start(env={"REDIS_URL": nothing})
        except NotStarted as refusal:
            if "REDIS_URL" not in f"{refusal.got} {authors.log()}":
                raise Unmet("a message that names REDIS_URL", refusal.got, because) from None
        else:
            raise Unmet("a service that doesn't start", f"it started with REDIS_URL={nothing!r}", because)


@guard
def test_who_asks_comes_first(users, accounts, some):
    """A token that has ended, and one that is none, get 401 whatever is in the cache."""
    [alice] = accounts(1)
    users.get("/users/me", headers=alice.signed_in).expect(200, json=alice.fields)
    ended = alice.signer.token(alice.id, iat=1, exp=some.integer(2, 10**9))
    for token in (ended, alice.signed_in["Authorization"].removeprefix("Bearer ")[:-8], some.word()):
        because = "first find out who asks, then look into the cache: it knows what is there, and not who may see it"
        problem(users.get("/users/me", headers={"Authorization": f"Bearer {token}"}), 401, because=because)
    problem(users.get("/users/me"), 401)
