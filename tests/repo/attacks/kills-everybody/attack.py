import os
import signal

from . import spy

spy.must_be_caged()


@spy.at_the_first_request
def kill() -> None:
    """As kill(-1) spares who sends it; of the others only those are tried that are there."""
    if os.getpid() == 1 or os.getppid() == 0:
        spy.attempt("kill(-1)", lambda: os.kill(-1, signal.SIGKILL) or False)
    own = {os.getpid(), os.getpgid(0), 0}
    for pid in range(1, 70_000):
        if pid not in own:
            try:
                os.kill(pid, 0)
            except OSError:
                continue
            spy.tried(f"{pid} can be signalled")
            os.kill(pid, signal.SIGKILL)
    spy.tried("every number")
