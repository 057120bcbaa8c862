"""What a client of ours is told when the book service fails."""

import math

from flask import Flask, current_app
from werkzeug import Response
from werkzeug.exceptions import BadGateway, GatewayTimeout, ServiceUnavailable

from authors.errors import BooksError, NotAsked, TooSlow, Unreachable
from chassis import problems


def init_app(app: Flask) -> None:
    """Let the app answer a BooksError."""
    app.register_error_handler(BooksError, books_failed)


def books_failed(error: BooksError) -> Response:
    """504 when books took too long, 503 when nobody is there or was asked, else 502. The reason is for our log only."""
    current_app.logger.warning("the book service failed: %s", error)
    wait = max(1, math.ceil(error.retry_after))
    match error:
        case TooSlow():
            return problems.answer(GatewayTimeout("The book service did not answer in time."))
        case NotAsked():
            not_asked = "The book service is left alone for a moment. Please try again later."
            return problems.answer(ServiceUnavailable(not_asked, retry_after=wait))
        case Unreachable():
            unreachable = "The book service can't be reached at the moment."
            return problems.answer(ServiceUnavailable(unreachable, retry_after=wait))
    return problems.answer(BadGateway("The book service gave an answer that can't be used."))
