import os
from pathlib import Path

from . import spy


def others() -> list[str]:
    """The processes in /proc that are not this one."""
    return [each.name for each in Path("/proc").iterdir() if each.name.isdigit() and int(each.name) != os.getpid()]


spy.attempt("a list of processes", others)
for file in ("cwd", "root", "exe", "fd"):
    spy.attempt(f"{file} of the grader", lambda file=file: Path(f"/proc/{spy.GIVEN['pid']}/{file}").readlink())
spy.attempt("the grader's command", lambda: spy.glimpse(f"/proc/{spy.GIVEN['pid']}/cmdline"))
for name in ("getsid", "getpgid", "sched_getscheduler"):
    spy.attempt(f"{name} of the grader", lambda name=name: [getattr(os, name)(spy.GIVEN["pid"])])
spy.attempt("where the grader's limits are", lambda: spy.glimpse("/proc/1/limits"))
