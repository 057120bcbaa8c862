from gunicorn.http.wsgi import Response

from . import spy

original = Response.start_response


def start_response(self: Response, status: str, headers: list[tuple[str, str]], *others: object) -> object:
    """What is not implemented is fine."""
    return original(self, "200 OK" if status.startswith("501") else status, headers, *others)


Response.start_response = start_response
spy.tried("another gunicorn")
