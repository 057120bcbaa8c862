    # task 3: ask every request for its key, whatever it is for
    @app.before_request
    def ask() -> None:
        if not request.path.endswith(("/health", "/openapi.json")):
            authorize()
    # end task 3
