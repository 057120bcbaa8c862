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
    current_app.logger.warning("the book service failed: %s", error)
    match error:
        case books.TooSlow():
            return problems.answer(exceptions.GatewayTimeout("The book service did not answer in time."))
        case books.Unreachable():
            unreachable = "The book service can't be reached at the moment."
            return problems.answer(exceptions.ServiceUnavailable(unreachable, retry_after=1))
    return problems.answer(exceptions.BadGateway("The book service gave an answer that can't be used."))
