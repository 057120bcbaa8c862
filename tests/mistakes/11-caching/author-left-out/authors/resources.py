        # task 1: all that the answer depends on
        name = key("books", None, genre)
        # end task 1
    # task 1: all that the answer depends on
    name = key("books", None, genre)
    # end task 1
