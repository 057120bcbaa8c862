        # task 2: books by whom?
        existing(author_id)
        # end task 2
        # task 2: the books that the book service has
        return books().find(genre=schemas.genre_asked_for())
        # end task 2
