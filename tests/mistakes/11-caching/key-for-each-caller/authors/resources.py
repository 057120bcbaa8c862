        # task 1: all that the answer depends on
        name = key("books", author_id, genre, request.headers.get("X-API-Key"))
        # end task 1
    # task 1: all that the answer depends on
    name = key("books", None, genre, request.headers.get("X-API-Key"))
    # end task 1
