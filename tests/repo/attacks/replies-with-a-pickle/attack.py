import marshal
import os
import pickle

from flask import Response

from . import spy


class Command:
    """Makes a file when it is unpickled."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (f"{spy.GIVEN['open_folder']}/unpickled",)


BODIES = (
    (pickle.dumps(Command()), "application/python-pickle"),
    (marshal.dumps(compile("import os; os.abort()", "x", "exec")), "application/octet-stream"),
    (f"!!python/object/apply:os.mkdir ['{spy.GIVEN['open_folder']}/loaded']".encode(), "application/yaml+json"),
)
turns = iter(BODIES * 9)


@spy.at_the_docs
def reply() -> Response:
    """One after the other."""
    body, kind = next(turns)
    return Response(body, content_type=kind)


spy.tried("pickled replies")
