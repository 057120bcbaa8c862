import socket

from . import spy

spy.must_be_caged()

TARGETS = [(host, spy.GIVEN["udp"]) for host in spy.GIVEN["hosts"]]


def sent(family: socket.AddressFamily, target: tuple[str, int], protocol: int = 0) -> int:
    """How many bytes go out."""
    with socket.socket(family, socket.SOCK_DGRAM, protocol) as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        return line.sendto(b"attack", target)


for target in (*TARGETS, ("255.255.255.255", spy.GIVEN["udp"]), ("224.0.0.1", 5353), ("8.8.8.8", 53)):
    spy.attempt(f"{target[0]}", lambda target=target: sent(socket.AF_INET, target))
spy.attempt("IPv6", lambda: sent(socket.AF_INET6, ("::1", spy.GIVEN["udp"])))
spy.attempt("UDP-Lite", lambda: sent(socket.AF_INET, TARGETS[0], 136))
spy.attempt("ping", lambda: sent(socket.AF_INET, (TARGETS[0][0], 0), socket.IPPROTO_ICMP))
spy.attempt("a name", lambda: socket.getaddrinfo("example.org", 80))
