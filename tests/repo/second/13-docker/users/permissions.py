"""Who may do what with the users: everybody sees and changes themselves, and nobody else."""

from flask import Flask, request
from sqlalchemy import Select, select

from chassis import tokens
from users.fields import number_of
from users.models import User

OPEN = {  # what nobody can be signed in for
    "users.create_user",
    "sign_in.login",
    "sign_in.refresh",
    "sign_in.logout",
    "sign_in.key_set",
    "health",
    "ready",
    "openapi",
}


def init_app(app: Flask) -> None:
    """Let the app ask who sends a request before it looks at anything else of it."""
    app.before_request(signed_in)


def signed_in() -> None:
    """401 for whoever isn't signed in and wants more than what is open to everybody."""
    if request.endpoint and request.endpoint not in OPEN:
        tokens.caller()


def visible() -> Select[User]:
    """The users whom the caller may see and change: whoever looks for users begins with this question."""
    return select(User).where(User.id == callers_number())


def callers_number() -> int | None:
    """The number behind the caller's id."""
    return number_of(tokens.caller())
