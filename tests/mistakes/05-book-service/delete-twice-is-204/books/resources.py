        # task 4: gone when the client hears so
        if "\0" not in book_id:
            session().execute(BOOKS.delete().where(BOOKS.c.id == book_id))
            session().commit()
        return "", 204
        # end task 4

    # task 4: the book, or 404 whatever the client made up for an id
    # PostgreSQL has no text with a NUL in it, and psycopg2 raises ValueError for one
    book = None if "\0" in book_id else session().get(Book, book_id, with_for_update=to_change)
    if book is None:
        abort(404, "No book has this id.")
    return book
    # end task 4
