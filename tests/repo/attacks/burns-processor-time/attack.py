import os
import time

from . import spy

spy.must_be_caged()
for _ in range(8):
    try:
        if os.fork() == 0:
            end = time.monotonic() + 45
            while time.monotonic() < end:
                pass
            os._exit(0)
    except OSError as error:
        spy.tried(f"{error.strerror}")
spy.tried("eight children that compute")
