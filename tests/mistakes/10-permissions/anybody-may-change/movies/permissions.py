    # task 3: who adds a movie
    return tokens.caller()
    # end task 3
    # task 3: only who has added it
    return bool(tokens.caller())
    # end task 3
