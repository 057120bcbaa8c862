"""Who may do what with the users: everybody sees and changes themselves, and nobody else."""

from flask import Flask, request
from sqlalchemy import Select, false, select

from chassis import tokens
from users.fields import number_of
from users.models import User

# everything under these paths is for whoever comes, and nothing under any other; they are compared letter by letter
OPEN_PATHS = frozenset(
    {
        "/login",
        "/refresh",
        "/logout",
        "/.well-known/jwks.json",
        "/health",
        "/openapi.json",
    }
)
REGISTERING = ("POST", "/users")


def init_app(app: Flask) -> None:
    """Let the app ask who sends a request before it looks at anything else of it."""
    app.before_request(signed_in)


def signed_in() -> None:
    """401 for whoever isn't signed in and wants more than what is open to everybody."""
    # task 1: closed, unless it is named as open
    if request.path not in OPEN_PATHS and (request.method, request.path) != REGISTERING:
        tokens.caller()
    # end task 1


def visible() -> Select[User]:
    """The users whom the caller may see and change: whoever looks for users begins with this question."""
    # task 1: the caller, and nobody else
    number = number_of(tokens.caller())
    return select(User).where(false() if number is None else User.id == number)
    # end task 1
