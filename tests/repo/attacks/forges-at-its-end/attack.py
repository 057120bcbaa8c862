import atexit
import contextlib
import signal
import weakref
from pathlib import Path

from . import spy

spy.must_be_caged()

FULL = '{"score": 15, "max": 15, "passed": true}\n'


def forge(*_: object) -> None:
    """Leave results wherever that works."""
    for folder in (*spy.own_folder().parents, Path.cwd(), Path(spy.GIVEN["open_folder"])):
        for name in ("verdict.json", "results.json", "grades.csv"):
            with contextlib.suppress(OSError):
                (folder / name).write_text(FULL)
                spy.got(f"a forged {folder / name}")
    spy.send_everywhere(FULL.encode())


class Held:
    """Something to be finalized."""


HELD = Held()
weakref.finalize(HELD, forge)
atexit.register(forge)
for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGUSR1):
    signal.signal(number, forge)
spy.tried("handlers for the end")
