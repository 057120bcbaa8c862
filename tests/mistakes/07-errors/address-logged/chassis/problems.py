    # task 3: nothing to the client, everything to the log
    from flask import request

    current_app.logger.error("%s has crashed", request.full_path, exc_info=error)
    nothing = "Something went wrong in this service. Its log has it under the request_id."
    return answer(exceptions.InternalServerError(nothing))
    # end task 3
