# task 2: keep the users where no other package keeps anything
"""Where the users are kept. Nothing outside this package knows how."""

from collections.abc import Iterable

from library.collection import Item, shelves


class Taken(Exception):
    """Somebody else has this e-mail address."""


def load(users: Iterable[Item]) -> None:
    """Put these users in place of those that were there."""
    shelves["users"].fill(users)


def everyone() -> list[Item]:
    """Every user."""
    return shelves["users"].all()


def get(user_id: str) -> Item | None:
    """The user with this id, or None."""
    return shelves["users"].get(user_id)


def add(fields: Item) -> Item:
    """Store a new user, and give them back with their id; raise Taken if somebody has this e-mail address."""
    with shelves["users"].lock:
        if shelves["users"].find(email=fields["email"]):
            raise Taken
        return shelves["users"].add(fields)


def replace(user_id: str, fields: Item) -> Item | None:
    """Put new details in place of a user's old ones; None if there is no such user. Raise Taken as `add` does."""
    with shelves["users"].lock:
        if shelves["users"].get(user_id) is None:
            return None
        holder = shelves["users"].find(email=fields["email"])
        if holder and holder["id"] != user_id:
            raise Taken
        return shelves["users"].replace(user_id, fields)


def remove(user_id: str) -> bool:
    """Take a user out of the library; False if there was none with this id."""
    return shelves["users"].remove(user_id) is not None
