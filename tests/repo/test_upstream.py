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
    refused = requests.delete(f"{books.url}/books", timeout=5)
    assert (refused.status_code, refused.headers["Allow"]) == (405, "GET, HEAD, POST")


def test_what_it_refuses_is_a_problem_detail(books: Upstream) -> None:
    response = get(books, "/books?page=0")
    assert response.headers["Content-Type"] == "application/problem+json"
    wanted = {
        "type": "about:blank",
        "title": "Bad Request",
        "status": 400,
        "detail": "page and size are positive numbers.",
    }
    assert response.json() == wanted


def test_a_book_is_added(books: Upstream) -> None:
    held = books.holds(BOOKS[:1])
    book = {"title": "Ñ", "author_id": "7", "genre": "essay", "year": 1999}
    added = requests.post(f"{books.url}/books", json=book, timeout=5)
    assert added.status_code == 201
    assert added.json() == book | {"id": added.json()["id"]}
    assert get(books, added.headers["Location"]).json() == added.json()
    assert get(books).json() == books.held == [*held, added.json()]
    assert len(held) == 1
    books.down()
    books.up()
    assert len(books.held) == 2


@pytest.mark.parametrize(
    ("body", "kind", "status", "pointers"),
    [
        (b"{}", "text/plain", 415, []),
        (b"{", "application/json", 400, []),
        (b"[]", "application/json; charset=utf-8", 400, ["#"]),
        (b'{"author_id": "7", "genre": " ", "year": "1", "id": "x"}', "application/json", 400, "title year genre id"),
    ],
    ids=["no JSON", "broken", "no object", "no book"],
)
def test_what_is_no_book_is_not_added(
    books: Upstream, body: bytes, kind: str, status: int, pointers: list[str] | str
) -> None:
    response = requests.post(f"{books.url}/books", data=body, headers={"Content-Type": kind}, timeout=5)
    assert response.status_code == response.json()["status"] == status
    wanted = [f"#/{name}" for name in pointers.split()] if isinstance(pointers, str) else pointers
    assert [error["pointer"] for error in response.json().get("errors", [])] == wanted
    assert books.held == []


def test_a_key_is_asked_for(books: Upstream) -> None:
    books.requires_key("right")
    books.holds(BOOKS)
    for headers in ({}, {"X-API-Key": "wrong"}):
        response = get(books, headers=headers)
        assert (response.status_code, response.json()["status"]) == (401, 401)
        assert response.headers["WWW-Authenticate"] == 'ApiKey realm="books"'
    assert get(books, headers={"x-api-key": "right"}).json() == BOOKS
    books.requires_key(None)
    assert get(books).status_code == 200


def test_failures_that_pass(books: Upstream) -> None:
    books.holds(BOOKS)
    books.fails(2, headers={"Retry-After": "7"}, after=1)
    assert [get(books).status_code for _ in range(4)] == [200, 503, 503, 200]
    books.fails(status=500)
    response = get(books)
    assert (response.status_code, response.json()["title"]) == (500, "Internal Server Error")
    books.up()
    assert get(books).status_code == 200


def test_orders_for_some_requests_only(books: Upstream) -> None:
    books.holds(BOOKS)
    books.answers(410, path="/books/1")
    books.fails(1, status=429, path="/books/2", after=1)
    books.answers(418, method="POST")
    books.resets(times=1, path="/books/3")
    statuses = [get(books, f"/books/{number}").status_code for number in (1, 2, 0, 2, 2, 1)]
    assert statuses == [410, 200, 200, 429, 200, 410]
    assert requests.post(f"{books.url}/books/1", timeout=5).status_code == 418
    with pytest.raises(requests.ConnectionError):
        get(books, "/books/3")
    assert get(books, "/books/3").json() == BOOKS[3]


def test_the_last_order_counts_and_each_counts_for_itself(books: Upstream) -> None:
    books.answers(410, after=1)
    books.answers(411, times=1, after=2)
    books.answers(412, times=1, after=4)
    assert [get(books).status_code for _ in range(6)] == [200, 410, 411, 410, 412, 410]


def test_when_requests_arrived(books: Upstream) -> None:
    before = time.monotonic()
    get(books)
    between = time.monotonic()
    get(books)
    first, second = (request.at for request in books.requests)
    assert before <= first <= between <= second <= time.monotonic()


def test_the_public_keys_of_the_users() -> None:
    users = Upstream("users")
    try:
        address = "/.well-known/jwks.json"
        assert get(users, address).status_code == 404
        users.publishes([{"kty": "EC", "kid": "1"}])
        assert get(users, address).json() == {"keys": [{"kty": "EC", "kid": "1"}]}
        users.publishes([{"kid": "2"}])
        users.down()
        users.up()
        assert get(users, address).json() == {"keys": [{"kid": "2"}]}
        assert requests.post(users.url + address, timeout=5).status_code == 405
        users.fails(1)
        assert [get(users, address).status_code for _ in range(2)] == [503, 200]
    finally:
        users.close()


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


def test_a_delay_of_some_requests(books: Upstream) -> None:
    books.delays(0.2, after=1, times=1)
    took = []
    for _ in range(3):
        began = time.monotonic()
        get(books)
        took.append(time.monotonic() - began >= 0.2)
    assert took == [False, True, False]


def test_an_answer_that_waits_for_the_check(books: Upstream) -> None:
    gate = books.stalls(times=1)
    came: list[int] = []
    caller = threading.Thread(target=lambda: came.append(get(books).status_code))
    caller.start()
    books.wait_for(lambda: books.requests)
    assert get(books).status_code == 200
    assert came == []
    gate.set()
    caller.join()
    assert came == [200]


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


@pytest.mark.parametrize("trouble", ["hangs", "stalls", "drips", "floods"])
def test_the_end_comes_at_once(books: Upstream, trouble: str) -> None:
    """The fixture's end looks at the time."""
    if trouble == "hangs":
        books.hangs()
    elif trouble == "stalls":
        books.stalls()
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
