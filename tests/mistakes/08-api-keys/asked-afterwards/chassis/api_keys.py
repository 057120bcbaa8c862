    # task 3: ask every request for its key, whatever it is for
    @app.after_request
    def ask(response: Response) -> Response:
        if request.endpoint in public:
            return response
        program = caller()
        if program is None:
            return unknown(service)
        needed = f"{service}:read" if request.method in READS else f"{service}:write"
        if needed not in program.scopes:
            return problems.answer(Forbidden(f"The key lacks {needed}."))
        return response
    # end task 3
