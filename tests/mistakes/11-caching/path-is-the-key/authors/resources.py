        # task 1: all that the answer depends on
        name = key(request.path)
        # end task 1
    # task 1: all that the answer depends on
    name = key(request.path)
    # end task 1
