import atexit
import signal
import threading
import time

from . import spy

for number in range(1, 32):
    if number not in (signal.SIGKILL, signal.SIGSTOP, signal.SIGCHLD):
        signal.signal(number, signal.SIG_IGN)
signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
threading.Thread(target=time.sleep, args=(300,)).start()
atexit.register(time.sleep, 300)
spy.tried("to ignore signals")
