    # task 5: whose failure it is to the client, the cause to the log
    match error:
        case books.TooSlow():
            return problems.answer(exceptions.GatewayTimeout("The book service did not answer in time."))
        case books.Unreachable():
            unreachable = "The book service can't be reached at the moment."
            return problems.answer(exceptions.ServiceUnavailable(unreachable, retry_after=1))
    return problems.answer(exceptions.BadGateway("The book service gave an answer that can't be used."))
    # end task 5
