"""The stand-in for another service does to its callers what networks do, and ends at once when it is told to."""

import http.client
import socket
import threading
import time
from collections.abc import Iterator

import pytest
import requests

from workshop.harness.reply import Unmet
from workshop.harness.upstream import Upstream

BOOKS = [
    {"id": str(number), "title": f"Book {number}", "author_id": "le guin", "genre": "R&B / Soul", "year": 1969}
    for number in range(5)
]


@pytest.fixture
def books() -> Iterator[Upstream]:
    upstream = Upstream("books")
    yield upstream
    began = time.monotonic()
    upstream.close()
    assert time.monotonic() - began < 1
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(1)
            assert not thread.is_alive()


def get(books: Upstream, path: str = "/books", **options: object) -> requests.Response:
    return requests.get(books.url + path, timeout=5, **options)  # type: ignore[arg-type]


def test_a_collection_in_pages(books: Upstream) -> None:
    books.holds(BOOKS, page_size=2)
    response = get(books, params={"genre": "R&B / Soul", "size": 100})
    assert response.json() == BOOKS[:2]
    assert books.requests[0].query == {"genre": ["R&B / Soul"], "size": ["100"]}
    response = get(books, response.links["next"]["url"])
    response = get(books, response.links["next"]["url"])
    assert response.json() == BOOKS[4:]
    assert "next" not in response.links
    assert get(books, params={"genre": "R"}).json() == []
    assert get(books, params={"page": 9}).json() == []
    assert get(books, "/books/3").json() == BOOKS[3]


def test_what_a_collection_refuses(books: Upstream) -> None:
    for query in ("page=0", "page=x", "size=101", "gender=x", "genre=", "genre=a&genre=b"):
        assert get(books, f"/books?{query}").status_code == 400
    assert get(books, "/books/none").status_code == get(books, "/authors").status_code == 404
    assert requests.post(f"{books.url}/books", timeout=5).status_code == 405


def test_items_without_ids_get_one(books: Upstream) -> None:
    held = books.holds([{"title": "The Dispossessed"}])
    assert get(books).json() == held
    assert held[0]["id"]


def test_any_reply_once_the_next_is_over(books: Upstream) -> None:
    books.holds(BOOKS)
    books.answers(503, body=b"<p>", content_type="text/html", headers={"Retry-After": "7"}, after=1)
    assert get(books).json() == BOOKS
    for _ in range(2):
        response = get(books)
        assert (response.status_code, response.text, response.headers["Retry-After"]) == (503, "<p>", "7")


def test_connections_are_numbered(books: Upstream) -> None:
    with requests.Session() as session:
        for _ in range(2):
            session.get(books.url, timeout=5)
    get(books)
    assert [request.connection for request in books.requests] == [1, 1, 2]


def test_a_delay(books: Upstream) -> None:
    books.delays(0.2)
    began = time.monotonic()
    assert get(books).json() == []
    assert time.monotonic() - began >= 0.2


def test_a_dripping_body_comes_in_time_for_each_read(books: Upstream) -> None:
    books.drips(b'["drip"]', every=0.03)
    began = time.monotonic()
    assert requests.get(books.url, timeout=0.1).json() == ["drip"]
    assert time.monotonic() - began >= 8 * 0.03


def test_a_dripping_head(books: Upstream) -> None:
    books.drips_head(every=0.002)
    assert get(books).json() == []


def test_raw_bytes(books: Upstream) -> None:
    books.talks(b"220 mail.example ready\r\n")
    with pytest.raises(requests.ConnectionError):
        get(books)
    assert str(books.expect_requests(1)[0]) == "GET /books"


def test_a_reset(books: Upstream) -> None:
    books.resets()
    connection = http.client.HTTPConnection("127.0.0.1", books.port)
    connection.request("GET", "/books")
    with pytest.raises(ConnectionResetError):
        connection.getresponse().read()
    connection.close()


def test_down_and_up(books: Upstream) -> None:
    books.holds(BOOKS)
    books.hangs()
    open_connection = socket.create_connection(("127.0.0.1", books.port))
    open_connection.sendall(b"GET /books HTTP/1.1\r\nHost: books\r\n\r\n")
    books.wait_for(lambda: books.requests)
    books.down()
    assert open_connection.recv(1) == b""
    open_connection.close()
    for _ in range(2):
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", books.port))
    books.up()
    assert get(books).json() == BOOKS
    books.down()


@pytest.mark.parametrize("trouble", ["hangs", "drips", "floods"])
def test_the_end_comes_at_once(books: Upstream, trouble: str) -> None:
    """The fixture's end looks at the time."""
    if trouble == "hangs":
        books.hangs()
    elif trouble == "drips":
        books.drips(b"x" * 1000, every=10)
    else:
        books.answers(200, body=b"x" * 50_000_000)
    with socket.create_connection(("127.0.0.1", books.port)) as caller:
        caller.sendall(b"GET /books HTTP/1.1\r\nHost: books\r\n\r\n")
        books.wait_for(lambda: len(books.requests) == 1)
        books.close()


def test_a_caller_that_leaves_is_no_error(books: Upstream, capfd: pytest.CaptureFixture[str]) -> None:
    books.drips(b"x" * 1000, every=0.001)
    with requests.get(books.url, timeout=5, stream=True) as response:
        assert next(response.iter_content(1)) == b"x"
    books.close()
    assert capfd.readouterr().err == ""


def test_how_often_it_was_asked(books: Upstream) -> None:
    get(books, "/books?genre=R")
    books.expect_requests(1)
    with pytest.raises(Unmet, match=r"(?s)expected 3 requests to books: one a page.*one request:.GET /books\?genre=R"):
        books.expect_requests(3, because="one a page")
    with pytest.raises(Unmet, match="no answer is known without it"):
        books.wait_for(lambda: len(books.requests) == 2, because="no answer is known without it", seconds=0.01)
