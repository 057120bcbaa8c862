from pathlib import Path

from . import spy

neighbour = Path(spy.GIVEN["neighbour"])
spy.attempt("the neighbour's file", lambda: spy.glimpse(neighbour / "movies" / "secret.txt"))
spy.attempt("a file for all to read", lambda: spy.glimpse(spy.GIVEN["secret_file"]))
spy.attempt("the class", lambda: [each.name for each in neighbour.parent.iterdir()])
here = Path(__file__).parent
for above in [*here.parents][1:]:
    spy.attempt(
        f"what lies in the folder {len(above.parts)} deep", lambda above=above: [e.name for e in above.iterdir()]
    )
