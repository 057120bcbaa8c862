"""What a client of ours is told when the book service fails."""

from flask import Flask, current_app
from werkzeug import Response
from werkzeug.exceptions import BadGateway, GatewayTimeout, ServiceUnavailable

from authors.books import BooksError, TooSlow, Unreachable, Unusable
from chassis import problems

AGAIN_IN = 5  # seconds
LONGEST_REASON = 300


def init_app(app: Flask) -> None:
    app.register_error_handler(TooSlow, lambda error: failed(error, GatewayTimeout("The books took too long.")))
    app.register_error_handler(Unusable, lambda error: failed(error, BadGateway("The books can't be understood.")))
    app.register_error_handler(Unreachable, lambda error: failed(error, closed()))


def failed(error: BooksError, meaning: ServiceUnavailable | GatewayTimeout | BadGateway) -> Response:
    # task 5: whose failure it is to the client, the cause to the log
    current_app.logger.warning("no books (%s): %s", type(error).__name__, str(error)[:LONGEST_REASON])
    return problems.answer(meaning)
    # end task 5


def closed() -> ServiceUnavailable:
    return ServiceUnavailable("The books can't be reached.", retry_after=AGAIN_IN)
