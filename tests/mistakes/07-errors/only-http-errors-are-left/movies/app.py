    # task 1: and an error goes where the application wants it
    def error_router(self, original_handler: Handler, e: Exception) -> Response:
        from werkzeug.exceptions import HTTPException

        answered: Response = (
            original_handler(e) if isinstance(e, HTTPException) else super().error_router(original_handler, e)
        )
        return answered

    # end task 1
