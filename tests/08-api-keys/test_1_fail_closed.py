"""Task 1: who has no key that is known gets nothing, and a service that knows no keys does not start."""

import json

from dirty_equals import IsStr

from tests.contract.problems import problem
from workshop.harness import harder, task
from workshop.harness.reply import Unmet
from workshop.harness.service import NotStarted

CHALLENGE = IsStr(regex=r"[A-Za-z0-9!#$%&'*+.^_`|~-]+( .*)?")  # RFC 9110, 11.3
EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
NO_KEYS = "a service that knows no keys can let in nobody or everybody: it should say so before it begins"


def refuses(books, value, shown, because):
    """Require that books doesn't start with this in API_KEYS_FILE, and says what is wrong with what; what it said."""
    try:
        books.start(env={"API_KEYS_FILE": value})
    except NotStarted as refusal:
        said = f"{refusal.got} {books.log()}"
        if "API_KEYS_FILE" not in said and (value or "API_KEYS_FILE") not in said:
            named = "who is to mend it must hear what is wrong with what"
            raise Unmet("a message that names API_KEYS_FILE, or the file", refusal.got, named) from None
        return said
    raise Unmet("a service that doesn't start", f"it started with {shown}", because)


@task(1)
def test_no_key_is_no_key(books, nobody):
    """A request without a key is answered with 401, though the service's environment has no key in it either."""
    books.get("/books").expect(200, because="this key is in API_KEYS_FILE")
    because = "nobody has set a key, and nobody has sent one: None == None must not open the door"
    books.get("/books", headers=nobody).expect(401, because=because)
    for nothing in ("", "None", "null"):
        books.get("/books", headers={"X-API-Key": nothing}).expect(401, because="that is no key either")


@task(1)
def test_every_key_of_the_file(books, keys):
    """Whoever has one of the keys in API_KEYS_FILE is let in, whichever it is, and nobody else."""
    for key in (keys.full, keys.of_authors, keys.add("books:read")):
        because = "its SHA-256 is in API_KEYS_FILE, among others"
        books.get("/books", headers={"X-API-Key": key}).expect(200, json=[], because=because)
        for wrong in (keys.new(), key[:-1], f"{key}A", key.swapcase()):
            because = "this key is nobody's: a key is right to the last character"
            books.get("/books", headers={"X-API-Key": wrong}).expect(401, because=because)


@task(1)
def test_what_a_401_says(books, keys, nobody):
    """A 401 is a problem detail, and says in WWW-Authenticate what is asked for."""
    books.get("/books").expect(200)
    for headers in (nobody, {"X-API-Key": keys.new()}):
        reply = books.get("/books", headers=headers)
        problem(reply, 401, because="401 says: I don't know you. 403 is for those who are known and may not")
        because = 'a 401 has this header, with a scheme, such as ApiKey realm="books" (RFC 9110, 15.5.2)'
        reply.expect(headers={"WWW-Authenticate": CHALLENGE}, because=because)


@task(1)
def test_no_keys_no_service(books, keys):
    """Without API_KEYS_FILE, or with a file that isn't there, is empty or broken, the service refuses to start."""
    good, path = keys.text, str(keys.path)
    books.get("/health").expect(200)
    refuses(books, None, "no API_KEYS_FILE", NO_KEYS)
    for text, shown in (("", "an empty file"), ("[]", "a list without keys"), (good[:-20], "half a file")):
        keys.write(text)
        refuses(books, path, shown, NO_KEYS)
    keys.path.unlink()
    refuses(books, path, "a file that isn't there", NO_KEYS)


@task(1)
def test_the_hash_of_nothing(books, keys, nobody):
    """An empty key is nobody's, even where the file holds the hash of an empty text."""
    nothing = {"name": "deploy", "sha256": EMPTY, "scopes": ["books:read", "books:write"]}
    keys.replace(json.dumps([*keys.entries, nothing]))
    try:
        books.start()
    except NotStarted:
        return
    books.get("/books").expect(200)
    because = "the file has the hash of nothing, of a variable that wasn't set: None == None in another coat"
    books.get("/books", headers={"X-API-Key": ""}).expect(401, because=because)
    books.get("/books", headers=nobody).expect(401, because=because)


@harder(1)
def test_entries_that_are_none(books, keys):
    """The service refuses to start with an entry that has a key for a hash, or scopes that are no list."""
    for wrong in ({"sha256": keys.full}, {"scopes": "books:read"}):
        keys.replace(json.dumps([keys.entries[0] | wrong]))
        because = "a mistake in the file should come out at the start, not at some request"
        if keys.full in refuses(books, str(keys.path), json.dumps(wrong), because):
            because = "somebody has put a key into the file by mistake, and the log is read by others"
            raise Unmet("a message that doesn't quote the entry", "the key in the file is in the log", because)
