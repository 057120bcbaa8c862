    # task 3: ask every request for its key, whatever it is for
    @app.before_request
    def ask() -> None:
        if not any(name in request.path for name in public):
            authorize()
    # end task 3
