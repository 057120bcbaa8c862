        # task 2: books by whom?
        existing(author_id)
        # end task 2
        # task 2: the books that the book service has
        genre = schemas.genre_asked_for()
        kept = books().__dict__.setdefault("kept", {})
        if (author_id, genre) not in kept:
            kept[author_id, genre] = books().find(author_id=author_id, genre=genre)
        return kept[author_id, genre]
        # end task 2
