        # task 5: store the book, and say where it is
        session().flush()
        return as_json(book), 201, {"Location": f"/books/{book.id}"}
        # end task 5
