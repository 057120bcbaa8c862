        # task 5: store the book, and say where it is
        session().commit()
        return as_json(book), 201, {"Location": f"/book/{book.id}"}
        # end task 5
