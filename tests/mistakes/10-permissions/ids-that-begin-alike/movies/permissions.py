    # task 3: who adds a movie
    return tokens.caller()
    # end task 3
    # task 3: only who has added it
    return movie.added_by is not None and tokens.caller().startswith(movie.added_by)
    # end task 3
