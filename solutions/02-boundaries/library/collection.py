"""A collection of things in memory. The packages share this class; what is in a collection belongs to one of them."""

import uuid
from collections.abc import Iterable, Mapping
from threading import RLock
from typing import Any

Item = Mapping[str, Any]


class Collection:
    """Things of one kind, by id, in the order in which they were added.

    Several threads share it. Each method holds the lock while it works. Who looks before writing ("is there one? no:
    then add it") holds the lock over both steps, or another thread may write in between. An item is never changed in
    place, only replaced whole: what a reader was given stays as it was.
    """

    def __init__(self) -> None:
        self.lock = RLock()
        self._items: dict[str, Item] = {}

    def fill(self, items: Iterable[Item]) -> None:
        """Put these in place of all that was there; each gets an id."""
        with self.lock:
            self._items.clear()
            for item in items:
                self.add(item)

    def all(self) -> list[Item]:
        """Every item, in a list of the caller's own."""
        with self.lock:
            return list(self._items.values())

    def get(self, item_id: str) -> Item | None:
        """The item with this id, or None."""
        with self.lock:
            return self._items.get(item_id)

    def find(self, **fields: Any) -> Item | None:
        """The first item whose fields have these values, or None: ``users.find(email="ada@example.org")``."""
        with self.lock:
            for item in self._items.values():
                if all(item.get(name) == value for name, value in fields.items()):
                    return item
            return None

    def add(self, fields: Item) -> Item:
        """Store a new item, and give it back with the id that it got."""
        return self.replace(uuid.uuid4().hex, fields)

    def replace(self, item_id: str, fields: Item) -> Item:
        """Store an item under this id in place of what was there, and give it back."""
        item = {**fields, "id": item_id}
        with self.lock:
            self._items[item_id] = item
        return item

    def remove(self, item_id: str) -> Item | None:
        """Take the item with this id out and give it back; None if there was none."""
        with self.lock:
            return self._items.pop(item_id, None)


# task 2: nothing is kept here: a collection belongs to the package that owns what is in it
# end task 2
