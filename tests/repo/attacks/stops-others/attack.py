import os
import signal

from . import spy

spy.must_be_caged()


@spy.at_the_first_request
def stop() -> None:
    """Each of them."""
    for pid in {os.getppid(), spy.GIVEN["pid"], 1} - {0, os.getpid()}:
        for number in (signal.SIGSTOP, signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU, signal.SIGUSR1, signal.SIGALRM):
            spy.attempt(f"{number.name} to {pid}", lambda pid=pid, number=number: os.kill(pid, number))
    spy.tried("to stop others")
