    # task 5: say 503 when the database does not answer
    # Flask answers 500 by itself
    # end task 5
