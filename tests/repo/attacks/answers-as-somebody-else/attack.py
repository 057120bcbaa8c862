import ctypes
import os
import sys
import time

from . import spy

if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.environ.clear()
        ctypes.CDLL(None).prctl(15, b"postgres: worker", 0, 0, 0)
        os.closerange(0, 256)
        time.sleep(100)
    os._exit(0)
os.wait()
if os.fork() == 0:
    try:
        os.execve(sys.executable, ["postgres", "-c", "import time; time.sleep(90)"], {})
    finally:
        os._exit(0)
spy.tried("to look like somebody else")
