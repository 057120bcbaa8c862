import atexit
import json
import os
import sys
import threading
from pathlib import Path

from . import spy

spy.must_be_caged()

JOB = "routes.py"  # what has the program loaded, then, and not gunicorn
CLOSED = json.dumps({"routes": [["GET", "/books", "/books"]]})
STRANGE = {"routes": [["GET / HTTP/1.0\r\nX:", "/", "/"], ["GET", "/", "@127.0.0.1/\r\n"], ["ÄH", 7]], "problem": 7}


def ends(target: Path) -> None:
    """The list is written, and nothing else comes."""
    target.write_text(CLOSED)
    os._exit(0)


def patches(_: Path) -> None:
    """Whoever lists or writes has this said instead."""
    json.dumps = lambda *_, **__: CLOSED
    Path.write_text = lambda path, *_, **__: path.write_bytes(CLOSED.encode())
    sys.modules["werkzeug.routing"].Map.iter_rules = lambda *_: iter(())


def overwrites(target: Path) -> None:
    """The list is written again and again, also when the process ends."""

    def write() -> None:
        while True:
            target.write_bytes(CLOSED.encode())

    atexit.register(target.write_bytes, CLOSED.encode())
    threading.Thread(target=write, daemon=True).start()
    print(CLOSED, flush=True)


def links(target: Path) -> None:
    """The list is a file that it may not read, and the grader may."""
    target.symlink_to(spy.GIVEN["secret_schema"])
    os._exit(0)


def reports(target: Path) -> None:
    """The end is reported by itself, the list is a pipe that nobody writes to."""
    os.mkfifo(target)
    spy.send_everywhere(b'{"type": "left", "code": 0}\n' * 3)
    sys.exit(0)


def confuses(target: Path) -> None:
    """A list of things that are no routes."""
    target.write_text(json.dumps(STRANGE))
    os._exit(0)


WAYS = (ends, patches, overwrites, links, reports, confuses)
if sys.argv[0].endswith(JOB):
    WAYS[spy.GIVEN["grading"] % len(WAYS)](Path(sys.argv[-1]))
spy.tried(f"to hide its routes: {WAYS[spy.GIVEN['grading'] % len(WAYS)].__name__}")
