    # task 5: the cause to the log; to the client, when to come again
    current_app.logger.warning("the database is not available: %s", error.args[0])
    return problems.answer(ServiceUnavailable(str(error), retry_after=1))
    # end task 5
