import socket

from . import spy

PROTOCOLS = {"MPTCP": (socket.AF_INET, socket.SOCK_STREAM, 262), "SCTP": (socket.AF_INET, socket.SOCK_STREAM, 132)}
PROTOCOLS |= {"SMC": (43, socket.SOCK_STREAM, 0), "DCCP": (socket.AF_INET, 6, 33)}
PROTOCOLS |= {"SCTP packets": (socket.AF_INET, socket.SOCK_SEQPACKET, 132)}


def said(*kind: int) -> bytes:
    """What the one there says."""
    with socket.socket(*kind) as line:
        line.settimeout(1)
        line.connect((spy.GIVEN["hosts"][0], spy.GIVEN["tcp"]))
        return line.recv(40) or b"connected"


def fast(host: str) -> bytes:
    """Send before there is a connection (TCP Fast Open), which makes one."""
    with socket.socket() as line:
        line.settimeout(1)
        line.sendto(b"x", socket.MSG_FASTOPEN, (host, spy.GIVEN["tcp"]))
        return line.recv(40) or b"connected"


def later(host: str) -> bytes:
    """A connection that is made with the first byte (TCP_FASTOPEN_CONNECT)."""
    with socket.socket() as line:
        line.settimeout(1)
        line.setsockopt(socket.IPPROTO_TCP, 30, 1)
        line.connect((host, spy.GIVEN["tcp"]))
        line.send(b"x")
        return line.recv(40) or b"connected"


for name, kind in PROTOCOLS.items():
    spy.attempt(name, lambda kind=kind: said(*kind))
for host in spy.GIVEN["hosts"]:
    spy.attempt(f"fast open to {host}", lambda host=host: fast(host))
    spy.attempt(f"fast open later to {host}", lambda host=host: later(host))
