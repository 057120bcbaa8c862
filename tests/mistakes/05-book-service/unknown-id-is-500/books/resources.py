        # task 4: gone when the client hears so
        session().delete(find(book_id, to_change=True))
        session().commit()
        return "", 204
        # end task 4

    # task 4: the book, or 404 whatever the client made up for an id
    return session().get_one(Book, book_id, with_for_update=to_change)
    # end task 4
