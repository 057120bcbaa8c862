# task 1: ask the books, and only for what they publish
"""What the authors want to know about books. Only this file asks for it; in lesson 6 it asks over HTTP."""

from flask import current_app

from library.collection import Item


def find(genre: str | None = None, author_id: str | None = None) -> list[Item]:
    """The books of this genre and by this author; None stands for any."""
    query = {name: value for name, value in (("genre", genre), ("author_id", author_id)) if value is not None}
    books: list[Item] = current_app.test_client().get("/books", query_string=query).json
    return books
