import os
import signal

from . import spy

spy.must_be_caged()


@spy.at_the_first_request
def kill() -> None:
    """Its parent, its session and its group, and the process of the test's."""
    for pid in {os.getppid(), os.getsid(0), spy.GIVEN["pid"]} - {0, os.getpid()}:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT, signal.SIGABRT, signal.SIGKILL):
            spy.attempt(f"{number.name} to {pid}", lambda pid=pid, number=number: os.kill(pid, number))
    spy.tried(f"to kill its parent, {os.getppid()}")
