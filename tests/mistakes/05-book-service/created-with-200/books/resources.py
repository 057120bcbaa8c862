        # task 5: store the book, and say where it is
        session().commit()
        return as_json(book), 200, {"Location": f"/books/{book.id}"}
        # end task 5
