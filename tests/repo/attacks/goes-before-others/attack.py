import contextlib
import os
import resource
from pathlib import Path

from . import spy

spy.must_be_caged()


def raised(name: str) -> list[int]:
    """A limit that was lowered, as high as it goes again."""
    number = getattr(resource, name)
    _, hard = resource.getrlimit(number)
    resource.setrlimit(number, (hard, resource.RLIM_INFINITY))
    return [] if hard == resource.RLIM_INFINITY else [hard]


parent, victim = os.getppid(), spy.GIVEN["pid"]
spy.attempt("nice", lambda: os.nice(-10) < 0)
spy.attempt("real time", lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(50)))
for pid in {parent, victim, 1} - {0, os.getpid()}:
    spy.attempt(f"niceness of {pid}", lambda pid=pid: os.setpriority(os.PRIO_PROCESS, pid, 19))
    spy.attempt(f"affinity of {pid}", lambda pid=pid: os.sched_setaffinity(pid, {0}))
    spy.attempt(f"limits of {pid}", lambda pid=pid: resource.prlimit(pid, resource.RLIMIT_NOFILE, (5, 5)))
    spy.attempt(f"OOM score of {pid}", lambda pid=pid: Path(f"/proc/{pid}/oom_score_adj").write_text("1000"))
for name in ("RLIMIT_NOFILE", "RLIMIT_NPROC", "RLIMIT_FSIZE", "RLIMIT_AS", "RLIMIT_CPU", "RLIMIT_CORE"):
    spy.attempt(name, lambda name=name: raised(name))
spy.attempt("own OOM score", lambda: Path("/proc/self/oom_score_adj").write_text("-1000"))
for place in ("/sys/fs/cgroup/cgroup.procs", "/sys/fs/cgroup/memory/cgroup.procs", "/sys/fs/cgroup/pids/cgroup.procs"):
    with contextlib.suppress(FileNotFoundError):
        spy.attempt(place, lambda place=place: Path(place).write_text("0"))
