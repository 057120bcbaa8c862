        # task 2: books by whom?
        existing(author_id)
        # end task 2
        # task 2: the books that the book service has
        found = books().find(author_id=author_id, genre=schemas.genre_asked_for())
        if not found:
            abort(404, "There are no books.")
        return found
        # end task 2
