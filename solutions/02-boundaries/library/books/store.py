"""Where the books are kept. Nothing outside this package knows how."""

from collections.abc import Iterable

from library.collection import Collection, Item

_books = Collection()


def load(books: Iterable[Item]) -> None:
    """Put these books in place of those that were there."""
    _books.fill(books)


def find(genre: str | None = None, author_id: str | None = None) -> list[Item]:
    """The books of this genre and by this author; None stands for any."""
    return [book for book in _books.all() if genre in (None, book["genre"]) and author_id in (None, book["author_id"])]


def get(book_id: str) -> Item | None:
    """The book with this id, or None."""
    return _books.get(book_id)


def add(fields: Item) -> Item:
    """Store a new book, and give it back with its id."""
    return _books.add(fields)


def remove(book_id: str) -> bool:
    """Take a book out of the library; False if there was none with this id."""
    return _books.remove(book_id) is not None
