import contextlib

from . import spy


@spy.at_the_first_request
def freeze() -> None:
    """All sockets but the one that it reports on hold one byte more than they can."""
    count = 0
    for line in spy.unix_sockets():
        count += 1
        with contextlib.suppress(OSError):
            line.setblocking(False)
            line.recv(4096)
        if count > 1:
            with contextlib.suppress(OSError):
                while True:
                    line.send(b"\0" * 4096)
        line.setblocking(True)
    spy.tried(f"{count} Unix sockets")
