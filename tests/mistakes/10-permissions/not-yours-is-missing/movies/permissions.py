    # task 3: who adds a movie
    return tokens.caller()
    # end task 3
    # task 3: only who has added it
    if movie.added_by != tokens.caller():
        abort(404, "You have no movie with this id.")
    return True
    # end task 3
