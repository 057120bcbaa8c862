import itertools

from flask import Flask, request

from . import spy

LINES = itertools.cycle(
    (
        b"HTTP/1.1 200 201 204 400 404 409 415 422\r\n",
        b"HTTP/1.1 200\r\nHTTP/1.1 204 No Content\r\nStatus: 409\r\n",
        b"HTTP/1.1 000 200 OK\r\n",
        b"HTTP/1.1 2e2 OK\r\n",
        b"HTTP/9.9 200.0 OK\r\n",
        b"HTTP/1.1 \xd9\xa2\xd9\xa0\xd9\xa0 OK\r\n",
    )
)


@spy.in_the_app
def change(app: Flask) -> None:
    """The program, which writes to the socket itself what it can't do."""

    @app.before_request
    def answer() -> None:
        if request.method in ("PUT", "DELETE"):
            request.environ["gunicorn.socket"].sendall(next(LINES) + b"Content-Length: 0\r\n\r\n")


spy.tried("every status at once")
