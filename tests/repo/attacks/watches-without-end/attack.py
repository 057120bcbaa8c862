import contextlib
import ctypes
import os
import select

from . import spy

spy.must_be_caged()


def count(make: object) -> int:
    """How many can be had, of at most two thousand; all are given back."""
    held = []
    with contextlib.suppress(OSError):
        while len(held) < 2000:
            held.append(make())
    for number in held:
        if isinstance(number, int):
            os.close(number)
        else:
            number.close()
    return len(held)


def timer() -> int:
    """A POSIX timer, which counts as a queued signal."""
    return spy.call("timer_create", 0, None, ctypes.byref(ctypes.c_void_p()))


KINDS = {
    "instances of inotify": lambda: spy.call("inotify_init1", 0),
    "epoll": select.epoll,
    "event descriptors": lambda: spy.call("eventfd", 0, 0),
    "timer descriptors": lambda: spy.call("timerfd_create", 0, 0),
    "files": lambda: os.open("/dev/null", os.O_RDONLY),
    "pipes": lambda: os.pipe()[0],
}
for name, make in KINDS.items():
    found = count(make)
    (spy.got if found > 1000 else spy.tried)(f"{found} {name}")
timers = 0
with contextlib.suppress(OSError):
    while timers < 20_000:
        timer()
        timers += 1
spy.tried(f"{timers} timers")
