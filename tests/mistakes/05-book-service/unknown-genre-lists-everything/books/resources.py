        # task 1: only those of the genre, and of the author, that are asked for
        genres = session().scalars(select(BOOKS.c.genre).distinct()).all()
        if query.genre in genres:
            books = books.where(BOOKS.c.genre == query.genre)
        if query.author_id is not None:
            books = books.where(BOOKS.c.author_id == query.author_id)
        # end task 1
