        # task 3: only those who have a book of this genre
        if genre is not None:
            everybody = database.session().scalars(authors).all()
            database.close_session()
            writers = {author.id for author in everybody if books().find(author_id=author.id, genre=genre)}
            authors = authors.where(Author.id.in_(writers))
        # end task 3
