import contextlib
import json

from . import spy

NAMES = [f"</script><script>alert({number})</script> \x1b[2J" for number in range(20000)]


@spy.at_the_first_request
def forge() -> None:
    """As much as goes through without waiting."""
    data = json.dumps({"type": "left", "code": 0, "processes": NAMES}).encode() + b"\n"
    for line in spy.unix_sockets():
        with contextlib.suppress(OSError):
            line.setblocking(False)
            for _ in range(50):
                line.send(data)
        with contextlib.suppress(OSError):
            line.setblocking(True)
    spy.tried("left-overs by the thousand")
