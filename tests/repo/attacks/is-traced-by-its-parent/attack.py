import os
import signal

from . import spy

spy.must_be_caged()
TRACEME = 0


@spy.at_the_docs
def be_traced() -> None:
    """In a child as well as in the service itself."""
    spy.attempt("PTRACE_TRACEME", lambda: spy.call("ptrace", TRACEME, 0, 0, 0) or True)
    os.kill(os.getpid(), signal.SIGUSR2 if spy.notes[-1].startswith("TRIED") else signal.SIGSTOP)


signal.signal(signal.SIGUSR2, signal.SIG_IGN)
spy.tried("to be traced, when asked")
