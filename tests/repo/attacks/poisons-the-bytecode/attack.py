import marshal
import sys
import tempfile
from pathlib import Path

from . import spy

spy.must_be_caged()

CODE = marshal.dumps(compile("raise SystemExit('poisoned')", "poison", "exec"))
places = {*Path(tempfile.gettempdir()).glob("**/bytecode"), *Path("/tmp").glob("workshop-*/bytecode")}
for hook in sys.path_hooks:
    for cell in getattr(hook, "__closure__", None) or ():
        spy.tried(f"a hook that knows {type(cell.cell_contents).__name__}")
frame = sys._getframe()
while frame:
    launch = frame.f_locals.get("launch")
    if getattr(launch, "bytecode", None):
        places.add(Path(launch.bytecode))
    frame = frame.f_back
for place in places:
    for kept in (*place.iterdir(), place / "added"):
        spy.attempt(f"to write {kept.name}", lambda kept=kept: kept.write_bytes(CODE))
for place in (sys.prefix, *map(str, Path(sys.prefix).glob("lib/python*/site-packages"))):
    spy.attempt(f"to write in {Path(place).name}", lambda place=place: (Path(place) / "poison.pth").touch())
spy.tried(f"{len(places)} places")
