import os
import shutil
import subprocess
import sys
from pathlib import Path

from . import spy

spy.must_be_caged()

if os.geteuid() == 0:
    spy.got("it is root from the beginning")
for name, arguments in {
    "setuid": (0,), "setgid": (0,), "seteuid": (0,), "setreuid": (0, 0), "setresuid": (0, 0, 0),
    "setresgid": (0, 0, 0), "setgroups": ([0],), "initgroups": ("root", 0),
}.items():  # fmt: skip
    spy.attempt(name, lambda name=name, arguments=arguments: getattr(os, name)(*arguments))
for words in (
    ["su", "-c", "id"],
    ["sudo", "-n", "id"],
    ["mount", "/dev/sda"],
    ["passwd", "-d", "root"],
    ["newgrp", "root"],
):
    done = spy.attempt(
        " ".join(words), lambda words=words: subprocess.run(words, capture_output=True, text=True, timeout=3).stdout
    )


def bit() -> bool:
    """A copy of a program that runs as whoever owns it."""
    copy = spy.own_folder() / "root"
    shutil.copy("/bin/true" if Path("/bin/true").exists() else sys.executable, copy)
    os.chown(copy, 0, 0)
    copy.chmod(0o4755)
    return True


spy.attempt("a set-user-id bit", bit)
spy.attempt("a device", lambda: os.mknod(spy.own_folder() / "disk", 0o60666, os.makedev(8, 0)))
spy.attempt("capabilities", lambda: spy.call("prctl", 47, 2, 21, 0, 0) or True)
