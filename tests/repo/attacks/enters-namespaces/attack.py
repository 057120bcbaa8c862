import ctypes
import os

from . import spy

spy.must_be_caged()

NAMES = {
    "user": 0x10000000,
    "mount": 0x20000,
    "network": 0x40000000,
    "PID": 0x20000000,
    "IPC": 0x8000000,
    "UTS": 0x4000000,
}


def in_a_child(do: object) -> bool:
    """Whether it works in a process that can be spared."""
    child = os.fork()
    if child == 0:
        try:
            do()
        except OSError:
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def cloned() -> None:
    """By clone(2), which is told the flags in its first argument."""
    child = spy.call("syscall", 56, NAMES["user"] | 17, 0, 0, 0, 0)
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)


def cloned_by_three() -> None:
    """By clone3(2), whose flags a filter can't see."""
    arguments = (ctypes.c_uint64 * 11)(NAMES["user"], 0, 0, 0, 17, 0, 0, 0, 0, 0, 0)
    child = spy.call("syscall", 435, ctypes.byref(arguments), 88)
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)


for name, flag in NAMES.items():
    spy.attempt(f"a {name} namespace", lambda flag=flag: in_a_child(lambda: spy.call("unshare", flag)))
spy.attempt("clone", lambda: in_a_child(cloned))
spy.attempt("clone3", lambda: in_a_child(cloned_by_three))
for kind in ("user", "mnt", "net", "pid"):
    for pid in (os.getppid(), 1, spy.GIVEN["pid"]):
        spy.attempt(f"{kind} of {pid}", lambda kind=kind, pid=pid: os.open(f"/proc/{pid}/ns/{kind}", os.O_RDONLY))
