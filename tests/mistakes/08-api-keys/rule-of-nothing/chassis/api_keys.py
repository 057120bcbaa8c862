    # task 3: ask every request for its key, whatever it is for
    @app.before_request
    def ask() -> None:
        if request.url_rule.rule not in ("/health", "/openapi.json"):
            authorize()
    # end task 3
