        # task 2: books by whom?
        existing(author_id)
        # end task 2
        # task 2: the books that the book service has
        schemas.genre_asked_for()
        return books().find(author_id=author_id)
        # end task 2
