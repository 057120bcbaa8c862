"""What a notebook shows of a reply, and of none: escaped, in words, never an exception."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from workshop.notebook.client import Client
from workshop.notebook.reply import Replies, Reply


def answering(raw: bytes) -> Iterator[str]:
    """A server that answers one request with `raw`, and closes."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            with contextlib.suppress(OSError):
                connection, _ = server.accept()
                with connection:
                    connection.recv(65536)
                    connection.sendall(raw)

        thread = threading.Thread(target=answer)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        with contextlib.suppress(OSError):
            socket.create_connection(server.getsockname(), timeout=1).close()
        thread.join()


@pytest.fixture
def answer(request: pytest.FixtureRequest) -> Iterator[str]:
    yield from answering(request.param)


def http_reply(body: bytes, *headers: bytes) -> bytes:
    lines = [b"HTTP/1.1 201 Created", b"Content-Length: %d" % len(body), *headers]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


SCRIPT = b"<script>alert(1)</script>"


@pytest.mark.parametrize(
    "answer",
    [http_reply(b'{"title": "%s"}' % SCRIPT, b"Content-Type: application/json", b"Location: /x?%s" % SCRIPT)],
    indirect=True,
)
def test_what_a_reply_holds_is_escaped(answer: str) -> None:
    reply = Client("movies", answer).post("/<i>", json={})
    assert reply.json == {"title": SCRIPT.decode()}
    html = reply._repr_html_()
    assert "<script" not in html
    assert "<i>" not in html
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 2
    assert "201 Created" in html
    assert "POST /&lt;i&gt;" in html
    assert f"Location: /x?{SCRIPT.decode()}" in repr(reply)
    listed = Replies([reply])._repr_html_()
    assert "<script" not in listed
    assert "&lt;script&gt;" in listed


@pytest.mark.parametrize(
    ("answer", "json", "says"),
    [
        (http_reply(b"[1]"), None, "[1]"),
        (http_reply(b"[1]", b"Content-Type: text/html"), None, "[1]"),
        (http_reply(b"{", b"Content-Type: application/json"), None, "{"),
        (http_reply(b"[1]", b"Content-Type: application/problem+json"), [1], "[\n  1\n]"),
        (http_reply(b'"\\ud800"', b"Content-Type: application/json"), "\ud800", '"�"'),
        (http_reply(b"[" * 100_000, b"Content-Type: application/json"), None, "more characters)"),
        (http_reply(b"", b"Content-Type: application/json"), None, "(no body)"),
        (http_reply(b"\x89\0\0"), None, "(3 bytes that are not text)"),
    ],
    indirect=["answer"],
    ids=lambda value: repr(value)[:20],
)
def test_json_is_only_what_is_json_and_says_so(answer: str, json: Any, says: str) -> None:
    reply = Client("movies", answer).get("/")
    assert reply.status == 201
    assert reply.json == json
    assert repr(reply).endswith(says)
    reply._repr_html_().encode()


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (b"", "the connection closed without a reply"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", "a reply that broke off before its end"),
        (b"garbage\r\n\r\n", "something that is not HTTP"),
    ],
    indirect=["answer"],
)
def test_no_reply_is_a_reply_of_status_0(answer: str, says: str) -> None:
    assert_no_reply(Client("movies", answer).get("/"), says)


def test_no_server_and_no_answer_in_time_are_replies_of_status_0() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        client = Client("movies", f"http://127.0.0.1:{silent.getsockname()[1]}")
        late = client.get("/", seconds=0.1)
        assert_no_reply(late, "no whole reply within 0.1 seconds")
        assert late.seconds >= 0.1
        assert_no_reply(client.send("GET", "/", seconds=0.1).reply(), "no whole reply")
        for reply in client.together([("GET", "/", {}), ("GET", "/", {})], seconds=0.1):
            assert_no_reply(reply, "no whole reply")
    assert_no_reply(client.get("/"), "nothing listens there")


@pytest.mark.parametrize(
    ("path", "options", "says"),
    [
        (None, {}, "a path like /movies is needed"),
        ("/a b", {}, "give it as params="),
        ("/", {"json": {1}}, "not JSON serializable"),
        ("/", {"headers": {"X-Name": "a\nb"}}, "Invalid header value"),
    ],
)
def test_what_can_not_be_sent_is_a_reply_of_status_0(path: Any, options: dict[str, Any], says: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        client = Client("movies", f"http://127.0.0.1:{silent.getsockname()[1]}")
        assert_no_reply(client.get(path, **options), says)


def assert_no_reply(reply: Reply, says: str) -> None:
    assert reply.status == 0
    assert says in reply.text
    assert reply.json is None
    assert "no reply" in repr(reply)
    assert "no reply" in reply._repr_html_()
