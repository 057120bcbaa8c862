    # task 1: for clients an id is text, for the table it is an integer
    if not text.isdecimal():
        abort(404, "Nobody has this id.")
    return text
    # end task 1
