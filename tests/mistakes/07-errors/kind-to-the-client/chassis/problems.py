    # task 3: nothing to the client, everything to the log
    current_app.logger.error("a request has crashed", exc_info=error)
    kind = f"{type(error).__module__}.{type(error).__name__}"
    return answer(exceptions.InternalServerError(f"Something went wrong: {kind}"))
    # end task 3
