    # task 3: nothing to the client, everything to the log
    current_app.logger.error("a request has crashed", exc_info=error)
    response = answer(exceptions.ServiceUnavailable("Something went wrong in this service."))
    response.status_code = 500
    return response
    # end task 3
