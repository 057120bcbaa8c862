import contextlib
import tempfile
from pathlib import Path

from . import spy

spy.must_be_caged()

FOLDERS = {
    Path(__file__).parent,
    Path(__file__).parent.parent,
    *spy.own_folder().parents,
    Path(tempfile.gettempdir()),
    Path("/tmp"),
    Path("/var/tmp"),
    Path("/dev/shm"),
    Path("/run/lock"),
    Path("/dev/mqueue"),
    Path.home(),
}
for folder in FOLDERS - {spy.own_folder()}:
    note = folder / ".attack-note"
    with contextlib.suppress(OSError):
        if note.exists():
            spy.got(f"a note of an earlier start in {folder}")
        note.write_text("another start was here")
        spy.got(f"a place that lasts: {folder}")
spy.tried("to remember")
