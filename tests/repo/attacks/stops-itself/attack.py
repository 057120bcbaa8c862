import os
import signal

from . import spy

spy.tried("to stop itself, when asked")
spy.at_the_docs(lambda: os.kill(os.getpid(), signal.SIGSTOP))
