import itertools

from flask import request

from . import spy

KINDS = itertools.cycle(
    (
        b"HTTP/1.1 200 OK\r\n" + b"X-More: 1\r\n" * 5000,
        b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 65536,
        b"HTTP/1.1 100 Go on\r\n\r\n",
    )
)


@spy.at_the_docs
def flood() -> None:
    """Send headers until nobody listens."""
    line = request.environ["gunicorn.socket"]
    kind = next(KINDS)
    for _ in range(20_000):
        line.sendall(kind)


spy.tried("headers without an end")
