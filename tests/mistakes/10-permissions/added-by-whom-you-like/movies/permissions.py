    # task 3: who adds a movie
    return request.args.get("added_by") or tokens.caller()
    # end task 3
    # task 3: only who has added it
    return movie.added_by == tokens.caller()
    # end task 3
