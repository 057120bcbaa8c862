"""What a client of ours is told when the book service fails."""

from flask import Flask, current_app
from werkzeug import Response, exceptions

from authors import books
from chassis import problems


def init_app(app: Flask) -> None:
    """Let the app answer a BooksError."""
    app.register_error_handler(books.BooksError, books_failed)


def books_failed(error: books.BooksError) -> Response:
    """504 when books took too long, 503 when nobody is there, else 502. The reason is for our log only."""
    # task 5: whose failure it is to the client, the cause to the log
    current_app.logger.debug("the book service failed: %s", error)
    return problems.answer(exceptions.BadGateway(str(error)))
    # end task 5
