    # task 5: the cause to the log; to the client, when to come again
    return problems.answer(ServiceUnavailable("The data can't be reached at the moment.", retry_after=1))
    # end task 5
