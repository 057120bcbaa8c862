import socket

from . import spy

spy.must_be_caged()

PORT = spy.GIVEN["tcp"]
NAMES = (*spy.GIVEN["hosts"], "0.0.0.0", "127.1.2.3", "localhost")


def said(host: str, port: int, family: socket.AddressFamily = socket.AF_INET) -> bytes:
    """What the one there says."""
    with socket.socket(family) as line:
        line.settimeout(1)
        line.connect((host, port))
        return line.recv(40) or b"connected"


for host in NAMES:
    spy.attempt(f"TCP to {host}", lambda host=host: said(host, PORT))
for host in ("::1", "::ffff:127.0.0.1"):
    spy.attempt(f"TCP to {host}", lambda host=host: said(host, PORT, socket.AF_INET6))
spy.attempt("the world", lambda: said("192.0.2.1", 80))
