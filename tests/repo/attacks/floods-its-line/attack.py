import contextlib

from . import spy

spy.must_be_caged()
spy.tried("to flood its line")
for line in spy.unix_sockets():
    line.settimeout(1)
    with contextlib.suppress(OSError):
        for _ in range(6000):
            line.sendall(b"x" * 65536)
