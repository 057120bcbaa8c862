    # task 1: what is no crash
    app.register_error_handler(HTTPException, answer)
    app.register_error_handler(RecursionError, nested_too_deeply)
    # end task 1
    # task 1: what went wrong, in the words of the RFC
    problem: dict[str, Any] = {"status": error.code, "message": error.description}
    # end task 1
    # task 1: with the status and the headers of the error
    response = error.get_response()
    response.data = current_app.json.dumps(problem)
    response.content_type = MEDIA_TYPE
    # end task 1
