        # task 1: all that the answer depends on
        name = key(*filter(None, (author_id, genre)))
        # end task 1
    # task 1: all that the answer depends on
    name = key(genre)
    # end task 1
