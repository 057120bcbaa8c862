        # task 2: books by whom?
        # end task 2
        # task 2: the books that the book service has
        found = books().find(author_id=author_id, genre=schemas.genre_asked_for())
        existing(author_id)
        return found
        # end task 2
