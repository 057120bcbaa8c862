import time
from collections.abc import Iterator

from flask import Response

from . import spy


def drops() -> Iterator[bytes]:
    """One every tenth of a second."""
    while True:
        time.sleep(0.1)
        yield b"x"


spy.at_the_docs(lambda: Response(drops(), content_type="text/html"))
spy.tried("a reply that drips")
