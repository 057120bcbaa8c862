"""What every service may read: Python, its libraries, and the few files of the system that these need."""

from __future__ import annotations

import os
import ssl
import sys
import zoneinfo
from collections.abc import Iterator
from pathlib import Path

OF_PYTHON = ("lib", "lib64", "pyvenv.cfg", "ssl", "share/zoneinfo")
OF_THE_SYSTEM = (
    "/lib",
    "/lib64",
    "/usr/lib",
    "/usr/lib64",
    "/usr/local/lib",
    "/usr/share/zoneinfo",
    "/usr/share/ca-certificates",
    "/etc/ld.so.cache",
    "/etc/hosts",
    "/etc/host.conf",
    "/etc/resolv.conf",
    "/etc/nsswitch.conf",
    "/etc/gai.conf",
    "/etc/services",
    "/etc/protocols",
    "/etc/localtime",
    "/etc/timezone",
    "/etc/mime.types",
    "/etc/passwd",
    "/etc/group",
    "/etc/ssl/openssl.cnf",
    "/etc/ssl/certs",
    "/etc/pki/tls/certs",
    "/etc/pki/ca-trust/extracted",
    "/sys/devices/system/cpu/online",
    "/sys/devices/system/cpu/possible",
)


def libraries() -> tuple[str, ...]:
    """The files and folders without which no service runs, as they are on this machine, each named once."""
    found = dict.fromkeys(os.path.realpath(path) for path in (*_of_python(), *OF_THE_SYSTEM) if Path(path).exists())
    return tuple(path for path in found if not any(str(above) in found for above in Path(path).parents))


def homes() -> tuple[str, ...]:
    """The folders of Python that a service needs: the environment's and the one that it was made from."""
    return tuple(dict.fromkeys((sys.prefix, sys.base_prefix, os.path.realpath(sys.base_prefix))))


def _of_python() -> Iterator[str]:
    for home in homes():
        yield from (f"{home}/{name}" for name in OF_PYTHON)
    yield os.path.realpath(sys.executable)
    given = ssl.get_default_verify_paths()
    yield from (path for path in (given.cafile, given.capath) if path)
    yield from zoneinfo.TZPATH
