import json
import os
import re
import socket
import tempfile
from pathlib import Path

from . import spy

spy.must_be_caged()

LAUNCH = {
    "folder": str(Path(__file__).parent.parent),
    "app": "",
    "env": {},
    "log": str(Path(spy.GIVEN["open_folder"], "ordered")),
    "job": ["movies.models"],
}
places = {*Path("/tmp").glob("workshop-*/warm"), *Path(tempfile.gettempdir()).glob("**/warm")}
places |= {parent / "warm" for parent in spy.own_folder().parents}
try:
    places |= {Path(found) for found in re.findall(r"/\S+/warm", Path("/proc/net/unix").read_text())}
except OSError as error:
    spy.tried(f"/proc/net/unix: {error}")


def order(place: Path) -> bytes:
    """Ask for a service at this socket; what it says."""
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(os.fspath(place))
        line.sendall(json.dumps(LAUNCH).encode() + b"\n")
        return line.recv(100)


for place in places:
    spy.attempt(f"order at {place.parent.name}", lambda place=place: order(place))
spy.tried(f"{len(places)} places where a warm parent could listen")
