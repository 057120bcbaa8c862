import contextlib
import socket

from . import spy

KINDS = {
    "raw IP": (socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW),
    "raw ICMP": (socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP),
    "packets": (socket.AF_PACKET, socket.SOCK_RAW, 768),
    "netlink": (socket.AF_NETLINK, socket.SOCK_RAW, 0),
    "hypervisor": (getattr(socket, "AF_VSOCK", 40), socket.SOCK_STREAM, 0),
    "cryptography": (getattr(socket, "AF_ALG", 38), socket.SOCK_SEQPACKET, 0),
    "Bluetooth": (31, socket.SOCK_RAW, 1),
    "CAN": (29, socket.SOCK_RAW, 1),
    "XDP": (44, socket.SOCK_RAW, 0),
    "TIPC": (30, socket.SOCK_RDM, 0),
    "keys": (15, socket.SOCK_RAW, 2),
    "Unix": (socket.AF_UNIX, socket.SOCK_STREAM, 0),
}


def opened(*kind: int) -> bool:
    """Open it, and close it again."""
    with contextlib.closing(socket.socket(*kind)):
        return True


for name, kind in KINDS.items():
    spy.attempt(name, lambda kind=kind: opened(*kind))
spy.attempt("a pair of Unix datagram sockets", lambda: list(socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)))
