    # task 5: say 503 when the database does not answer
    def remembered(error: exc.SQLAlchemyError) -> Response:
        app.extensions["away"] = error
        return unavailable(error)

    def not_asked_again() -> Response | None:
        from flask import request

        away = app.extensions.get("away")
        return unavailable(away) if away and request.path != "/health" else None

    for kind in NO_ANSWER:
        app.register_error_handler(kind, remembered)
    app.before_request(not_asked_again)
    # end task 5
