    # task 3: nothing to the client, everything to the log
    current_app.logger.error("a request has crashed", exc_info=error)
    return answer(exceptions.InternalServerError(str(error)))
    # end task 3
