import ctypes
import os
from pathlib import Path

from . import spy


class Vector(ctypes.Structure):
    """A piece of memory, see process_vm_readv(2)."""

    _fields_ = (("base", ctypes.c_void_p), ("length", ctypes.c_size_t))


def copied(pid: int) -> int:
    """How many bytes of its memory come: code lies there at the same address as here."""
    buffer = ctypes.create_string_buffer(8)
    ours = Vector(ctypes.addressof(buffer), 8)
    theirs = Vector(ctypes.cast(spy.LIBC.getpid, ctypes.c_void_p).value, 8)
    return spy.call("process_vm_readv", pid, ctypes.byref(ours), 1, ctypes.byref(theirs), 1, 0)


for pid in (os.getppid(), 1, spy.GIVEN["pid"]):
    if pid != os.getpid():
        spy.attempt(f"memory of {pid}", lambda pid=pid: spy.opens(f"/proc/{pid}/mem"))
        spy.attempt(f"map of {pid}", lambda pid=pid: Path(f"/proc/{pid}/maps").read_text()[:40])
        if pid:
            spy.attempt(f"process_vm_readv of {pid}", lambda pid=pid: copied(pid))
for file in ("/dev/mem", "/dev/kmem", "/proc/kcore", "/proc/kallsyms", "/dev/vda", "/dev/sda"):
    spy.attempt(file, lambda file=file: spy.opens(file))
