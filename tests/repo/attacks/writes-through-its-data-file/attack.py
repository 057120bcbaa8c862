import contextlib
import os
from pathlib import Path

from . import spy

data = Path(os.environ["DATA_FILE"])


@spy.at_the_first_request
def replace() -> None:
    """The data, the log, and the folders themselves."""
    for path in (data, data.parent / "log", data.parent.parent / "log", data.parent.parent / "data.json"):
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
            path.symlink_to(spy.GIVEN["victim"])
            spy.tried(f"a link at {path.name}")
    with contextlib.suppress(OSError):
        data.parent.rename(data.parent.with_name("moved"))
        spy.got("its folder moved")
    spy.tried("links to the victim")
