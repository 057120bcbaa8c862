from flask import Flask, request

from . import spy

WORDS = ("workshop", "pytest", "grader", "check", "test", "python", "urllib", "aiohttp", "bench", "task", "seed")


@spy.in_the_app
def change(app: Flask) -> None:
    """The program, which reads headers."""

    @app.before_request
    def look() -> None:
        for name, value in request.headers.items():
            if any(word in f"{name}: {value}".lower() for word in WORDS):
                spy.got(f"a mark: {name}: {value}")


spy.tried("the headers of all requests")
