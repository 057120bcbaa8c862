        # task 3: only those who have a book of this genre
        if genre is not None:
            writers = {book["author_id"] for book in books().find(genre=genre)}
            authors = authors if not writers else authors.where(Author.id.in_(writers))
        # end task 3
