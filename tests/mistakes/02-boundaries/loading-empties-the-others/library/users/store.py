# task 2: keep the users where no other package keeps anything
"""Where the users are kept. Nothing outside this package knows how."""

from collections.abc import Iterable

from library.collection import Item, people


class Taken(Exception):
    """Somebody else has this e-mail address."""


def load(users: Iterable[Item]) -> None:
    """Put these users in place of those that were there."""
    people.fill(users)


def everyone() -> list[Item]:
    """Every user."""
    return people.all()


def get(user_id: str) -> Item | None:
    """The user with this id, or None."""
    return people.get(user_id)


def add(fields: Item) -> Item:
    """Store a new user, and give them back with their id; raise Taken if somebody has this e-mail address."""
    with people.lock:
        if people.find(email=fields["email"]):
            raise Taken
        return people.add(fields)


def replace(user_id: str, fields: Item) -> Item | None:
    """Put new details in place of a user's old ones; None if there is no such user. Raise Taken as `add` does."""
    with people.lock:
        if people.get(user_id) is None:
            return None
        holder = people.find(email=fields["email"])
        if holder and holder["id"] != user_id:
            raise Taken
        return people.replace(user_id, fields)


def remove(user_id: str) -> bool:
    """Take a user out of the library; False if there was none with this id."""
    return people.remove(user_id) is not None
