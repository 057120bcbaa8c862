"""The routes: what each one takes and what it answers."""

from typing import Any

from flask import abort
from flask_restful import Resource
from sqlalchemy import select

from books.models import BOOKS, Book, as_json
from books.new_book import read_book
from books.pages import one_page
from books.query import read_query
from chassis.database import session

Answer = dict[str, Any] | tuple[Any, int] | tuple[Any, int, dict[str, str]]


class BookList(Resource):
    def get(self) -> Answer:
        """The books that are asked for, a page at a time."""
        query = read_query()
        books = select(BOOKS)
        if query.genre is not None:
            books = books.where(BOOKS.c.genre == query.genre)
        if query.author_id is not None:
            books = books.where(BOOKS.c.author_id == query.author_id)
        return one_page(books, query)

    def post(self) -> Answer:
        """Add a book."""
        book = Book(**read_book())
        session().add(book)
        session().commit()
        return as_json(book), 201, {"Location": f"/books/{book.id}"}


class BookItem(Resource):
    def get(self, book_id: str) -> Answer:
        """Fetch a book."""
        return as_json(find(book_id))

    def delete(self, book_id: str) -> Answer:
        """Delete a book."""
        session().delete(find(book_id, to_change=True))
        session().commit()
        return "", 204


def find(book_id: str, to_change: bool = False) -> Book:
    """The book with this id; 404 if there is none.

    Who is going to change it holds the row until the end of the transaction: nobody else can delete it in between.
    """
    # PostgreSQL has no text with a NUL in it, and psycopg2 raises ValueError for one
    book = None if "\0" in book_id else session().get(Book, book_id, with_for_update=to_change)
    if book is None:
        abort(404, "No book has this id.")
    return book
