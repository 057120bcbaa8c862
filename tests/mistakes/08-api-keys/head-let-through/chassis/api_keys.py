    # task 3: ask every request for its key, whatever it is for
    @app.before_request
    def ask() -> None:
        if request.endpoint not in public and request.method not in ("HEAD", "OPTIONS"):
            authorize()
    # end task 3
