import contextlib
import json
import os

from . import spy

REPORTS = (
    {"type": "ready", "port": spy.GIVEN["tcp"], "pid": spy.GIVEN["pid"]},
    {"type": "bound", "port": spy.GIVEN["tcp"], "pid": 1},
    {"type": "ready", "port": 0, "pid": os.getppid()},
)
for line in spy.unix_sockets():
    for report in REPORTS:
        with contextlib.suppress(OSError):
            line.sendall(json.dumps(report).encode() + b"\n")
    spy.tried("reports on a socket")
spy.tried("reports of being ready")
