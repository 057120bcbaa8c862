        # task 5: store the book, and say where it is
        session().commit()
        return as_json(book), 201
        # end task 5
