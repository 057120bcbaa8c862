import socket
from pathlib import Path

from . import spy

spy.must_be_caged()

PATHS = (
    *spy.GIVEN["unix"],
    "/var/run/docker.sock",
    "/run/containerd/containerd.sock",
    "/run/podman/podman.sock",
    "/run/dbus/system_bus_socket",
    "/run/systemd/private",
    "/run/systemd/journal/stdout",
    "/tmp/.X11-unix/X0",
    "/tmp/.s.PGSQL.5432",
    "/var/run/postgresql/.s.PGSQL.5432",
    "/run/user/0/bus",
    "\0/tmp/.X11-unix/X0",
    "\0attack-canary",
)


def connected(path: str, kind: socket.SocketKind) -> bytes:
    """What comes first."""
    with socket.socket(socket.AF_UNIX, kind) as line:
        line.settimeout(1)
        line.connect(path)
        line.sendall(b"GET /_ping HTTP/1.0\r\n\r\n")
        return line.recv(40) or b"connected"


for path in PATHS:
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET):
        spy.attempt(f"{Path(path.strip(chr(0))).name} {kind.name}", lambda path=path, kind=kind: connected(path, kind))
spy.attempt(
    "a pair of datagram sockets that pass descriptors", lambda: Path("/var/run/docker.sock").stat().st_mode and 0
)
