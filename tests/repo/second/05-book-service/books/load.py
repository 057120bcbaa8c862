"""python -m books.load FILE: all books of the file, or none."""

import json
import sys
from pathlib import Path

from sqlalchemy import create_engine, text

from books.shelf import address

ADD = text("""
    INSERT INTO shelf (id, title, author_id, genre, year)
    VALUES (coalesce(:id, nextval('book_numbers')::text), :title, :author_id, :genre, :year)
""")
# numbers that came with the books must not be given to others
COUNT_ON = text("""
    SELECT setval('book_numbers', greatest(nextval('book_numbers'), max(id::bigint)))
    FROM shelf WHERE id ~ '^[0-9]{1,15}$'
""")


def load(file: Path) -> None:
    books = [{"id": None} | book for book in json.loads(file.read_text(encoding="utf-8"))]
    with create_engine(address()).begin() as connection:
        # those with an id first: the sequence then goes on after them
        for has_id in (True, False):
            if some := [book for book in books if (book["id"] is not None) == has_id]:
                connection.execute(ADD, some)
                connection.execute(COUNT_ON)


if __name__ == "__main__":
    load(Path(sys.argv[1]))
