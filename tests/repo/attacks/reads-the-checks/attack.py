from pathlib import Path

from . import spy

for path in (*spy.GIVEN["checks"], "/proc/self/cwd/../../tests/03-movie-service/test_6_document.py"):
    spy.attempt("to read a check", lambda path=path: spy.glimpse(path))
spy.attempt("to list the checks", lambda: [each.name for each in Path(spy.GIVEN["checks"][0]).parent.iterdir()])
spy.attempt("to list the repository", lambda: [each.name for each in Path(spy.GIVEN["root"]).iterdir()])
