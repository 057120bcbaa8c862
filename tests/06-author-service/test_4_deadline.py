"""Task 4: whatever the book service does, the answer comes in time."""

import json

from workshop.harness import harder, task

SHORT = {"BOOKS_TIMEOUT": "0.2"}
SOON = 3  # seconds: fifteen times the deadline, and half of what comes in drips
PATIENCE = 4


@task(4)
def test_no_answer_at_all(authors, books, known):
    """When the book service doesn't answer within BOOKS_TIMEOUT, the client gets 504, with a JSON object, soon."""
    [author] = known(1, **SHORT)
    books.hangs()
    for path in (f"/authors/{author['id']}/books", "/authors?genre=crime"):
        because = "without a time-out requests waits for ever, and so does whoever waits for us"
        reply = authors.get(path, seconds=PATIENCE, because=because)
        because = "504 says that somebody behind us was too slow"
        reply.expect(504, json={}, within=SOON, because=because)


@task(4)
def test_a_body_that_drips(authors, books, known, shelf):
    """A body that comes byte by byte, for longer than BOOKS_TIMEOUT, is given up with 504, soon."""
    [author] = known(1, **SHORT)
    books.drips(json.dumps(shelf(author, 1)).encode(), every=0.05)
    because = "timeout= begins anew with every byte that arrives: only a clock that runs on bounds the call"
    authors.get(f"/authors/{author['id']}/books", seconds=PATIENCE, because=because).expect(
        504, json={}, within=SOON, because=because
    )


@task(4)
def test_a_body_that_never_comes(authors, books, known):
    """An answer that stops after its headers is given up with 504, soon."""
    [author] = known(1, **SHORT)
    books.drips(b"[]", every=60)
    because = "it began, and was too slow all the same; requests calls a time-out in mid-body a ConnectionError"
    authors.get(f"/authors/{author['id']}/books", seconds=PATIENCE, because=because).expect(
        504, json={}, within=SOON, because=because
    )


@task(4)
def test_slow_page_after_page(authors, books, known, shelf):
    """All pages together have the time of BOOKS_TIMEOUT, not each of them."""
    [author] = known(1, **SHORT)
    books.holds(shelf(author, 8), page_size=1)
    books.delays(0.1)
    because = "BOOKS_TIMEOUT is 0.2 s in this check; eight pages of 0.1 s are 0.8 s, and it bounds them together"
    authors.get(f"/authors/{author['id']}/books").expect(504, json={}, within=SOON, because=because)


@task(4)
def test_slow_but_in_time(authors, books, known, shelf):
    """What comes within BOOKS_TIMEOUT is waited for, a slow answer and a dripping one."""
    [author] = known(1)
    path = f"/authors/{author['id']}/books"
    held = books.holds(shelf(author, 1))
    books.delays(0.3)
    because = "it took 0.3 seconds, and BOOKS_TIMEOUT allows for much more"
    authors.get(path).expect(200, json=held, because=because)
    books.delays(0)
    books.drips(json.dumps(held).encode(), every=0.001)
    authors.get(path).expect(200, json=held, because="it came in pieces, but all of it, and in time")


@harder(4)
def test_a_body_without_end(authors, books, known, shelf):
    """A page of 20 megabytes is given up, with 502 or 504."""
    [author] = known(1)
    path = f"/authors/{author['id']}/books"
    held = books.holds(shelf(author, 40))
    authors.get(path).expect(200, json=held)
    books.answers(200, body=b"[%s]" % (b" " * 20_000_000), content_type="application/json")
    because = "what another program sends must fit into our memory, and four callers may come at once"
    authors.get(path, because=because).expect(502, 504, json={}, because=because)
