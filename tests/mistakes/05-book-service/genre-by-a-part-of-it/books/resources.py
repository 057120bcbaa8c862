        # task 1: only those of the genre, and of the author, that are asked for
        if query.genre is not None:
            books = books.where(BOOKS.c.genre.ilike(f"%{query.genre}%"))
        if query.author_id is not None:
            books = books.where(BOOKS.c.author_id == query.author_id)
        # end task 1
