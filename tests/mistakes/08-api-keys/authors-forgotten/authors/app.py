    # task 3: every route is closed, unless it is said to be open
    # the book service asks for keys, and that is where the data are
    # end task 3
