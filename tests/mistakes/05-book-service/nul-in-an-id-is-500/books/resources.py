        # task 4: gone when the client hears so
        session().delete(find(book_id, to_change=True))
        session().commit()
        return "", 204
        # end task 4

    # task 4: the book, or 404 whatever the client made up for an id
    book = session().get(Book, book_id, with_for_update=to_change)
    if book is None:
        abort(404, "No book has this id.")
    return book
    # end task 4
