import os

from . import spy

for path in spy.GIVEN["sibling"]:
    spy.attempt("the solution of lesson 5", lambda path=path: spy.glimpse(path))
for pid in range(2, 40):
    if pid != os.getpid():
        for place in (f"/proc/{pid}/cwd/books/app.py", f"/proc/{pid}/root{spy.GIVEN['sibling'][0]}"):
            spy.attempt(place, lambda place=place: spy.glimpse(place))
spy.tried("the neighbour")
