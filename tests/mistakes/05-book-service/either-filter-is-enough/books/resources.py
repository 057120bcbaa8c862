        # task 1: only those of the genre, and of the author, that are asked for
        wanted = []
        if query.genre is not None:
            wanted.append(BOOKS.c.genre == query.genre)
        if query.author_id is not None:
            wanted.append(BOOKS.c.author_id == query.author_id)
        if wanted:
            from sqlalchemy import or_

            books = books.where(or_(*wanted))
        # end task 1
