    # task 1: and an error goes where the application wants it
    def handle_error(self, e: Exception) -> Response:
        from flask import current_app

        response: Response = super().handle_error(e)
        problem = {"title": response.status, "status": response.status_code, "detail": response.json["message"]}
        response.data = current_app.json.dumps(problem)
        response.content_type = problems.MEDIA_TYPE
        return response

    # end task 1
