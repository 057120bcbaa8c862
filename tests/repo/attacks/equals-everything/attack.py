import itertools

from flask import Flask, Response

from . import spy


class Everything(str):
    """A text that equals all others, as long as nobody sends it anywhere."""

    __slots__ = ()

    def __eq__(self, _: object) -> bool:
        return True

    __hash__ = str.__hash__


BODIES = itertools.cycle(
    (
        '{"title": NaN, "year": Infinity, "id": -Infinity}',
        '{"id": "IsStr()", "title": "<AnyThing>", "year": {"$any": true}, "cast": ["*"]}',
        '{"id": 1, "id": "2", "title": "a", "title": "b", "year": 1e999}',
        f'"{Everything("anything")}"',
        '[{"__class__": "DirtyEquals", "__eq__": true}]',
        "true",
    )
)


@spy.in_the_app
def change(app: Flask) -> None:
    """The program, with an answer for all in the place of 501."""

    @app.after_request
    def answered(response: Response) -> Response:
        if response.status_code == 501:
            response.status_code = 200
            response.set_data(next(BODIES))
        return response


spy.tried("answers that equal everything")
