    # task 5: the cause to the log; to the client, when to come again
    return problems.crash(error)
    # end task 5
