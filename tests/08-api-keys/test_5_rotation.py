"""Task 5: keys come and go while the service runs."""

import os

from workshop.harness import harder, task

AT_ONCE = "the file has changed, and no one has restarted anything: it counts from the next request on"


def asked_with(books, key):
    return books.get("/books", headers={"X-API-Key": key})


@task(5)
def test_a_revoked_key(books, keys):
    """A key that is taken out of the file is refused at the next request."""
    lost = keys.add("books:read")
    asked_with(books, lost).expect(200)
    keys.revoke(lost)
    because = f"a stolen key is revoked in a hurry; {AT_ONCE}"
    asked_with(books, lost).expect(401, because=because)
    asked_with(books, keys.full).expect(200, because="the others are in the file still")


@task(5)
def test_a_new_key(books, keys, some):
    """A key that is added to the file works at the next request, beside the old one of the same program."""
    name = some.word()
    old, new = keys.add("books:read", name=name), keys.new()
    asked_with(books, old).expect(200)
    asked_with(books, new).expect(401)
    keys.enter(new, "books:read", name=name)
    asked_with(books, new).expect(200, because=AT_ONCE)
    for key in (old, new, old):
        because = "a program gets its new key before the old one goes: else it stands there without any"
        asked_with(books, key).expect(200, because=because)


@task(5)
def test_within_one_second(books, keys):
    """A file that is written anew in its place is noticed, though it is as long and its time is in the same second."""
    old = keys.add("books:read")
    second = 1_700_000_000 * 10**9
    os.utime(keys.path, ns=(second, second + 100_000_000))
    asked_with(books, old).expect(200)
    new = keys.new()
    keys.write(keys.text.replace(keys.hash(old), keys.hash(new)))
    os.utime(keys.path, ns=(second, second + 700_000_000))
    because = "one key in the place of another: same length, same second, and not the same"
    asked_with(books, old).expect(401, because=because)
    asked_with(books, new).expect(200, because=because)


@harder(5)
def test_the_time_of_the_file_is_the_same(books, keys):
    """A file that takes another's place is noticed though it is as long and its time is the same."""
    old = keys.add("books:read")
    second = 1_700_000_000 * 10**9
    os.utime(keys.path, ns=(second, second))
    asked_with(books, old).expect(200)
    new = keys.new()
    beside = keys.path.with_name("new")
    beside.write_text(keys.text.replace(keys.hash(old), keys.hash(new)), encoding="utf-8")
    os.utime(beside, ns=(second, second))
    beside.replace(keys.path)
    because = "tools that make files the same each time give them all one date"
    asked_with(books, old).expect(401, because=because)
    asked_with(books, new).expect(200, because=because)


@task(5)
def test_a_broken_file(books, keys):
    """While the file can't be used the last good keys stay in use, and the log says so; once it is mended it counts."""
    key, unknown = keys.full, keys.new()
    asked_with(books, key).expect(200)
    because = "the file is broken now, somebody is writing it or lost a comma: no reason to lock everybody out, or in"
    before = len(books.logged)
    for broken in (keys.text[: len(keys.text) // 2], "", '[{"name": "x"}]', "[" * 100_000):
        keys.write(broken)
        asked_with(books, key).expect(200, because=because)
        asked_with(books, unknown).expect(401, because=because)
        says_so(books, keys, before)
    keys.path.unlink()
    asked_with(books, key).expect(200, because="a file that is gone for a moment is like a broken one")
    new = keys.add("books:read")
    asked_with(books, new).expect(200, because="the file is in order again, and counts from the next request on")


def says_so(books, keys, before):
    """Wait for a line that names the file or its variable; one is enough, however often the file is broken anew."""
    named = (keys.path.name, "API_KEYS_FILE", "key")
    because = "who has broken the file looks into the log for API_KEYS_FILE or its name, and not one program complains"
    books.wait_for_log(lambda lines: any(name in line for line in lines[before:] for name in named), because=because)
