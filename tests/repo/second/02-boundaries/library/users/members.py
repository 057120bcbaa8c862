"""The users, and who has which address."""

import itertools
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace


class AddressTaken(Exception):
    """Somebody else has this address."""


@dataclass(frozen=True, slots=True)
class User:
    email: str
    name: str
    id: str = ""


class Users:
    def __init__(self, users: Iterable[Mapping[str, str]] = ()) -> None:
        self._lock = threading.RLock()
        self._numbers = itertools.count(1)
        self._by_id: dict[str, User] = {}
        self._by_email: dict[str, User] = {}
        for user in users:
            self.put(None, User(user["email"], user["name"]))

    def __iter__(self) -> Iterator[User]:
        with self._lock:
            return iter(list(self._by_id.values()))

    def get(self, user_id: str) -> User | None:
        with self._lock:
            return self._by_id.get(user_id)

    def put(self, user_id: str | None, user: User) -> User | None:
        """Store them in place of the user with this id, or as a new one without it; None if nobody has the id."""
        with self._lock:
            before = self._by_id.get(user_id) if user_id else None
            if user_id and before is None:
                return None
            if self._by_email.get(user.email, before) is not before:
                raise AddressTaken
            if before:
                del self._by_email[before.email]
            user = replace(user, id=user_id or f"user.{next(self._numbers)}")
            self._by_id[user.id] = self._by_email[user.email] = user
            return user

    def drop(self, user_id: str) -> bool:
        with self._lock:
            user = self._by_id.pop(user_id, None)
            return user is not None and self._by_email.pop(user.email) is user
