from flask import Flask, Response

from . import spy

ELSEWHERE = f"http://{spy.GIVEN['hosts'][0]}:{spy.GIVEN['tcp']}"
PAGE = f'<html><script src="{ELSEWHERE}/a.js"></script><link href="{ELSEWHERE}/a.css">swagger.json</html>'


@spy.in_the_app
def change(app: Flask) -> None:
    """The program, with a Location on another host and a page that loads from there."""

    @app.after_request
    def lead(response: Response) -> Response:
        if response.status_code == 201:
            response.headers["Location"] = ELSEWHERE + response.headers["Location"]
        response.headers["Link"] = f'<{ELSEWHERE}>; rel="next"'
        response.headers["Refresh"] = f"0; url={ELSEWHERE}"
        return response


spy.at_the_docs(lambda: Response(PAGE, 302, {"Location": ELSEWHERE}, content_type="text/html"))
spy.tried("to lead away")
