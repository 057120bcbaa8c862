import os

from . import spy

ATTACH, SEIZE = 16, 0x4206
for pid in {os.getppid(), spy.GIVEN["pid"], 1, *range(os.getpid() - 6, os.getpid() + 6)} - {0, os.getpid()}:
    for request in (SEIZE, ATTACH):
        spy.attempt(f"to trace {pid}", lambda pid=pid, request=request: spy.call("ptrace", request, pid, 0, 0) or True)
