    # task 1: for clients an id is text, for the table it is an integer
    try:
        number = int(text)
    except ValueError:
        abort(404, "Nobody has this id.")
    if not 0 < number <= LARGEST_ID:
        abort(404, "Nobody has this id.")
    return number
    # end task 1
