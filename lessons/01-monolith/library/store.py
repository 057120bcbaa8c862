"""Where everything is kept: in memory, in one process, for as long as it runs."""

import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import RLock
from typing import Any

from flask import current_app

Item = Mapping[str, Any]


class Collection:
    """Things of one kind, by id, in the order in which they were added.

    Several threads share it. Each method holds the lock while it works. Who looks before writing ("is there one? no:
    then add it") holds the lock over both steps, or another thread may write in between. An item is never changed in
    place, only replaced whole: what a reader was given stays as it was.
    """

    def __init__(self, items: Iterable[Item] = ()) -> None:
        self.lock = RLock()
        self._items: dict[str, Item] = {}
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
                if all(item[name] == value for name, value in fields.items()):
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


@dataclass(frozen=True)
class Library:
    """All that the program keeps."""

    movies: Collection
    users: Collection
    books: Collection
    authors: Collection


def load(path: Path) -> Library:
    """The library in a JSON file: an object with a list of each kind.

    The items in it have no ids yet: they get them here. Until then a book holds its author's name for an id.
    """
    data = json.loads(path.read_text(encoding="utf-8"))
    authors = Collection(data["authors"])
    ids = {author["name"]: author["id"] for author in authors.all()}
    books = [{**book, "author_id": ids.get(book["author_id"], book["author_id"])} for book in data["books"]]
    return Library(Collection(data["movies"]), Collection(data["users"]), Collection(books), authors)


def library() -> Library:
    """The library of the program that is answering."""
    kept: Library = current_app.extensions["library"]
    return kept
