import os
import time

from . import spy

spy.must_be_caged()
HEADS, SECONDS = 4, 45
for _ in range(HEADS):
    if os.fork() == 0:
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            try:
                if os.fork():
                    os._exit(0)
                os.setsid()
            except OSError:
                time.sleep(0.001)
        os._exit(0)
spy.tried("processes with many heads")
