import shutil
from pathlib import Path

from . import spy

here = Path(__file__).parent
for path in sorted(here.glob("*.py")):
    spy.attempt(f"to write {path.name}", lambda path=path: path.open("a").close())
    spy.attempt(f"to delete {path.name}", lambda path=path: path.rename(path.with_suffix(".gone")))
spy.attempt("to add a file", lambda: (here / "added.py").touch())
spy.attempt("to delete it all", lambda: shutil.rmtree(here))
