# task 1: ask the books, and only for what they publish
"""What the authors want to know about books. Only this file asks for it; in lesson 6 it asks over HTTP."""

from library import books
from library.collection import Item


def find(genre: str | None = None, author_id: str | None = None) -> list[Item]:
    """The books of this genre and by this author; None stands for any."""
    return books.find(author_id, genre)
