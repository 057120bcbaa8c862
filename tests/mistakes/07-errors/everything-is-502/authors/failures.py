    # task 5: whose failure it is to the client, the cause to the log
    current_app.logger.warning("the book service failed: %s", error)
    return problems.answer(exceptions.BadGateway("The book service has failed."))
    # end task 5
