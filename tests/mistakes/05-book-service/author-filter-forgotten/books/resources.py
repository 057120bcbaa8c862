        # task 1: only those of the genre, and of the author, that are asked for
        if query.genre is not None:
            books = books.where(BOOKS.c.genre == query.genre)
        # end task 1
