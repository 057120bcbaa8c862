        # task 5: store the book, and say where it is
        same = select(BOOKS).where(BOOKS.c.title == book.title, BOOKS.c.year == book.year)
        with session().no_autoflush:
            if session().execute(same).first():
                abort(409, "This book is there already.")
        session().commit()
        return as_json(book), 201, {"Location": f"/books/{book.id}"}
        # end task 5
