    # task 1: for clients an id is text, for the table it is an integer
    return text
    # end task 1
