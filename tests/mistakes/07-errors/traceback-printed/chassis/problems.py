    # task 3: nothing to the client, everything to the log
    import traceback

    traceback.print_exception(error)
    nothing = "Something went wrong in this service. Its log has it under the request_id."
    return answer(exceptions.InternalServerError(nothing))
    # end task 3
