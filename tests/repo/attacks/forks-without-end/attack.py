import os
import signal
import time

from . import spy

spy.must_be_caged()
BRANCHING = 11  # times that all processes double
reading, writing = os.pipe()
refused = 0
first = os.fork()
if first == 0:
    os.setpgid(0, 0)
    for _ in range(BRANCHING):
        try:
            os.fork()
        except OSError:
            refused += 1
    os.write(writing, b"r" if refused else b"p")
    time.sleep(60)
    os._exit(0)
time.sleep(0.5)
os.set_blocking(reading, False)
try:
    said = os.read(reading, 5000)
except BlockingIOError:
    said = b""
os.killpg(first, signal.SIGKILL)
os.waitpid(first, 0)
(spy.got if len(said) > 1000 else spy.tried)(f"{len(said)} processes, of which {said.count(b'r')} were refused more")
