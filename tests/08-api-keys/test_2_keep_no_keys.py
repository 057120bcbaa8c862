"""Task 2: a key is known by its hash, comes in its header, and is written nowhere."""

import hashlib

from workshop.harness import task
from workshop.harness.reply import Unmet


@task(2)
def test_strange_keys(books, keys):
    """Whatever bytes are sent as a key, the answer to an unknown one is 401."""
    key = keys.full
    books.get("/books").expect(200)
    for strange in ("schlüssel", "ключ", "🔑", f"{key}é", " ", "a b", f"{key}, {key}", f'"{key}"', "%00", "k" * 7000):
        because = "what a client sends is never the reason for a 500: compare_digest and encode('ascii') raise for é"
        books.get("/books", headers={"X-API-Key": strange}).expect(401, because=because)


@task(2)
def test_the_hash_is_no_key(books, keys):
    """Who has read the file of hashes has no key: a hash isn't accepted as one."""
    books.get("/books").expect(200)
    digest = hashlib.sha256(keys.full.encode()).hexdigest()
    for stolen in (digest, digest.upper(), hashlib.sha256(digest.encode()).hexdigest()):
        because = "then the file would be a list of keys again, for everybody who sees a backup of it"
        books.get("/books", headers={"X-API-Key": stolen}).expect(401, because=because)


@task(2)
def test_keys_elsewhere(books, keys, nobody, some):
    """A key in the query, in a form, in JSON or in a cookie is no key."""
    [book] = [books.post("/books", json=some.book(some.missing_id())).expect(201).json]
    key, path = keys.full, f"/books/{book['id']}"
    because = "addresses are kept in histories and in the logs of every proxy: a key has one place, X-API-Key"
    for name in ("api_key", "apikey", "key", "X-API-Key", "x-api-key", "token"):
        books.get(path, params={name: key}, headers=nobody).expect(401, because=because)
        form = f"{name}={key}".encode()
        sent = books.post("/books", body=form, content_type="application/x-www-form-urlencoded", headers=nobody)
        sent.expect(401, because=because)
        books.post("/books", json=some.book("a") | {name: key}, headers=nobody).expect(401, because=because)
        books.get(path, headers={"X-API-Key": None, "Cookie": f"{name}={key}"}).expect(401, because=because)


@task(2)
def test_keys_are_not_told(books, keys, nobody, some):
    """No key, right or wrong, is in a reply or in the log."""
    books.start(env={"LOG_LEVEL": "DEBUG"})
    wrong, path = keys.new(), f"/books/{some.missing_id()}"
    replies = [
        books.get("/books").expect(200),
        books.get(path).expect(404),
        books.post("/books", json={}).expect(400, 422),
        books.get("/books", headers={"X-API-Key": wrong}).expect(401),
        books.get("/books", headers={"X-API-Key": f"{wrong}é"}).expect(401),
        books.get(path, params={"api_key": wrong}, headers=nobody).expect(401),
    ]
    books.database.drop_tables()
    replies.append(books.get("/books").expect(500))
    said = books.wait_for_log(lambda lines: any("raceback" in line for line in lines), because="a crash is logged")
    for key in (keys.full, wrong):
        for reply in replies:
            if key in f"{reply.text} {reply.answer.headers}":
                reply.unmet("a reply without the key", because="replies are kept, shown and sent on")
        if told := [line for line in said if key in line]:
            because = "whoever reads the log could call in that program's name; wrong keys are right ones, mistyped"
            raise Unmet("a log without keys", told[0], because)
