"""An HTTP client for checks: one request a connection, nothing followed or repeated, and a deadline that holds.

http.client keeps the wire visible (no redirects, no cookies, no retries). Its time-outs bound each read only, so a
timer shuts the connection down when the whole exchange has used up its time, headers that drip included.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import Message
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode, urlsplit

SECONDS = 5.0
PHRASES = {413: "Content Too Large", 422: "Unprocessable Content"}  # HTTPStatus has them only since Python 3.13
BODY_LIMIT = 8 * 1024 * 1024
UNSET: Any = object()


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it is sent; `path` holds the query too."""

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply as it came; header names are compared without regard to case."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes
    seconds: float


class NoAnswer(Exception):
    """No whole reply came; the message says what came instead. `hung` where the time was used up."""

    def __init__(self, message: str, hung: bool = False) -> None:
        super().__init__(message)
        self.hung = hung


def build(
    method: str,
    path: str,
    *,
    params: Mapping[str, Any] | None = None,
    headers: Mapping[str, str | None] | None = None,
    json_body: Any = UNSET,
    body: bytes | None = None,
    content_type: str | None = None,
) -> Request:
    """A request from its parts: `json_body` is sent as application/json, `body` as it is with `content_type`.

    A header that is None is left out.
    """
    if params:
        path += ("&" if "?" in path else "?") + urlencode(params)
    sent = {name: value for name, value in (headers or {}).items() if value is not None}
    if json_body is not UNSET:
        body = json.dumps(json_body).encode()
        content_type = content_type or "application/json"
    if content_type is not None:
        sent["Content-Type"] = content_type
    return Request(method, path, sent, body)


def joined(headers: Message) -> Message:
    """The headers, fields of one name joined by commas, which is the same to every reader (RFC 9110, 5.3)."""
    whole = Message()
    for name in dict.fromkeys(name.title() for name in headers):
        whole[name] = ", ".join(headers.get_all(name, []))
    return whole


def status_line(status: int) -> str:
    """`404 Not Found`, in the words of RFC 9110."""
    try:
        return f"{status} {PHRASES.get(status) or HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def can_be_asked(path: str) -> bool:
    """Whether `path` holds only characters that a request line can (RFC 3986, 2)."""
    return all("!" <= character <= "~" for character in path)


def send(base: str, request: Request, seconds: float = SECONDS) -> Answer:
    """Send `request` to the server at `base` (http://host:port, or https); raises NoAnswer."""
    address = urlsplit(base)
    kind = http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
    connection = kind(address.hostname or "", address.port, timeout=seconds)
    began = time.monotonic()
    watchdog: threading.Timer | None = None
    try:
        connection.connect()
        watchdog = threading.Timer(seconds, _shut_down, [connection.sock])
        watchdog.daemon = True
        watchdog.start()
        # as curl sends them; http.client has no bytes for what Latin-1 has not
        headers = {name: value.encode() for name, value in request.headers.items()}
        connection.request(request.method, address.path.rstrip("/") + request.path, request.body, headers)
        with connection.getresponse() as response:
            body = response.read(BODY_LIMIT + 1)
        if len(body) > BODY_LIMIT:
            raise NoAnswer(f"a reply of more than {BODY_LIMIT // 1024 // 1024} MB; the rest was not read")
        if time.monotonic() - began >= seconds:
            raise NoAnswer(f"no whole reply within {seconds:g} seconds", hung=True)
        if response.length:
            raise http.client.IncompleteRead(body, response.length)
        return Answer(response.status, response.headers, body, time.monotonic() - began)
    except (OSError, http.client.HTTPException) as error:
        if time.monotonic() - began >= seconds * 0.98:
            raise NoAnswer(f"no whole reply within {seconds:g} seconds", hung=True) from None
        raise NoAnswer(in_words(error)) from None
    finally:
        if watchdog:
            watchdog.cancel()
        connection.close()


def _shut_down(connected: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connected.shutdown(socket.SHUT_RDWR)


def in_words(error: Exception) -> str:
    """Why no answer came."""
    match error:
        case ConnectionRefusedError():
            return "no connection: nothing listens there any more"
        case http.client.RemoteDisconnected() | ConnectionResetError() | BrokenPipeError():
            return "the connection closed without a reply: the process that served it ended or crashed"
        case http.client.IncompleteRead(partial=body, expected=missing):
            announced = f" ({len(body)} of {len(body) + missing} bytes came)" if missing else ""
            return f"a reply that broke off before its end{announced}"
        case http.client.HTTPException():
            return f"something that is not HTTP ({type(error).__name__})"
    return f"no reply: {error}"
