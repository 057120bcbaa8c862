# task 1: ask the books, and only for what they publish
"""What the authors want to know about books. Only this file asks for it; in lesson 6 it asks over HTTP."""

from library.books import store
from library.collection import Item


def find(genre: str | None = None, author_id: str | None = None) -> list[Item]:
    """The books of this genre and by this author; None stands for any."""
    return [
        book for book in store._books.all() if genre in (None, book["genre"]) and author_id in (None, book["author_id"])
    ]
