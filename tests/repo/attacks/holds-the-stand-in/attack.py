import contextlib
import os
import socket
from urllib.parse import urlsplit

from . import spy

spy.must_be_caged()
held = []
spy.tried("to hold the stand-in, in task 6")


@spy.at_the_first_request
def hold() -> None:
    """Fifty idle connections, and a body without an end; in checks of task 6, which others count requests."""
    if os.environ.get("BOOKS_TIMEOUT") != "60":
        return
    address = urlsplit(os.environ["BOOKS_URL"])
    place = (address.hostname, address.port)
    with contextlib.suppress(OSError):
        held.extend(socket.create_connection(place, timeout=1) for _ in range(50))
    spy.tried(f"{len(held)} idle connections")
    sent = 0
    with contextlib.suppress(OSError), socket.create_connection(place, timeout=1) as line:
        line.sendall(b"POST /books HTTP/1.1\r\nHost: books\r\nContent-Length: 100000000000\r\n\r\n")
        while sent < 400:
            line.sendall(b"x" * 1024 * 1024)
            sent += 1
    (spy.got if sent > 100 else spy.tried)(f"{sent} MB sent to the stand-in")
