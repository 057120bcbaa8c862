from flask import Flask, request

from . import spy

REPLIES = (
    b"HTTP/1.1 103 Early Hints\r\nLink: </>\r\n\r\n"
    b"HTTP/1.1 501 Not Implemented\r\nContent-Length: 0\r\nContent-Length: 40\r\n\r\n"
    b"HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n"
)


@spy.in_the_app
def change(app: Flask) -> None:
    """The program, with many replies at once for what it can't do."""

    @app.before_request
    def answer() -> None:
        if request.method in ("PUT", "DELETE"):
            request.environ["gunicorn.socket"].sendall(REPLIES * 3)


spy.tried("replies in advance")
