    # task 5: whose failure it is to the client, the cause to the log
    current_app.logger.warning("the book service failed: %s", error)
    match error:
        case books.TooSlow():
            return problems.answer(exceptions.GatewayTimeout(str(error)))
        case books.Unreachable():
            return problems.answer(exceptions.ServiceUnavailable(str(error), retry_after=1))
    return problems.answer(exceptions.BadGateway(str(error)))
    # end task 5
