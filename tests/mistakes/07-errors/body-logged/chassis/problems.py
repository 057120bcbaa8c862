    # task 3: nothing to the client, everything to the log
    from flask import request

    sent = request.get_data(as_text=True)
    current_app.logger.error("a request has crashed: %s %s", request.path, sent, exc_info=error)
    nothing = "Something went wrong in this service. Its log has it under the request_id."
    return answer(exceptions.InternalServerError(nothing))
    # end task 3
