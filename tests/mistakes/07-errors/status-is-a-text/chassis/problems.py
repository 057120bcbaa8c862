    # task 1: what is no crash
    app.register_error_handler(HTTPException, answer)
    app.register_error_handler(RecursionError, nested_too_deeply)
    # end task 1
    # task 1: what went wrong, in the words of the RFC
    problem: dict[str, Any] = {
        "type": "about:blank",  # as the RFC has it for an error that is no more than its status
        "title": error.name,
        "status": str(error.code),
        "detail": error.description,
    }
    # end task 1
    # task 1: with the status and the headers of the error
    response = error.get_response()
    response.data = current_app.json.dumps(problem)
    response.content_type = MEDIA_TYPE
    # end task 1
