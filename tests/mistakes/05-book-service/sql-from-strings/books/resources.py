        # task 1: only those of the genre, and of the author, that are asked for
        from sqlalchemy import text

        if query.genre is not None:
            quoted = query.genre.replace(":", "\\:")
            books = books.where(text(f"genre = '{quoted}'"))
        if query.author_id is not None:
            books = books.where(BOOKS.c.author_id == query.author_id)
        # end task 1
