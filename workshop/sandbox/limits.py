"""Resource limits: what one process may use up, by setrlimit(2)."""

from __future__ import annotations

import sys
from pathlib import Path

from workshop.sandbox.plan import Limits

if sys.platform != "win32":
    import resource

STATUS = Path("/proc/self/statm")
TO_SAY_SO = 1  # second between the signal that says why it ends and the one that can't be caught


def enter(limits: Limits) -> None:
    """Set them for this process and all that it starts, for good; raises OSError.

    The memory comes on top of what the process has mapped already: libraries, most of which it shares.
    """
    memory = limits.address_space + int(STATUS.read_bytes().split()[0]) * resource.getpagesize()
    for kind, value in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_NPROC, limits.processes),
        (resource.RLIMIT_FSIZE, limits.file_size),
        (resource.RLIMIT_NOFILE, limits.open_files),
        (resource.RLIMIT_CORE, 0),
    ):
        _set(kind, value, value)
    _set(resource.RLIMIT_CPU, limits.cpu_seconds, limits.cpu_seconds + TO_SAY_SO)


def _set(kind: int, soft: int, hard: int) -> None:
    """Set a limit, or keep to the one that is stricter."""
    most = resource.getrlimit(kind)[1]
    if most != resource.RLIM_INFINITY:
        soft, hard = min(soft, most), min(hard, most)
    try:
        resource.setrlimit(kind, (soft, hard))
    except ValueError as error:
        raise OSError(str(error)) from None
