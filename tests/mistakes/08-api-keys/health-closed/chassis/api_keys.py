    # task 3: ask every request for its key, whatever it is for
    @app.before_request
    def ask() -> None:
        authorize()
    # end task 3
