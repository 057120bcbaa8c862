import os
import signal
import time

from . import spy

if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.closerange(0, 256)
        for number in set(signal.valid_signals()) - {signal.SIGKILL, signal.SIGSTOP}:
            if number < 32:
                signal.signal(number, signal.SIG_IGN)
        time.sleep(120)
    os._exit(0)
os.wait()
spy.tried("a daemon")
