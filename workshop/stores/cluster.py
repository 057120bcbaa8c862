"""The files of a new PostgreSQL cluster: made by initdb once, and copied from then on, which is many times as fast."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from workshop.catalog import ROOT
from workshop.stores import unprivileged

ADMIN = "workshop"
KEPT = ROOT / ".workshop" / "clusters"
ACCESS = f"host all {ADMIN} 127.0.0.1/32 scram-sha-256\nhost sameuser all 127.0.0.1/32 scram-sha-256\n"
MAKING = (
    "--pgdata=data", f"--username={ADMIN}", "--pwfile=password", "--auth=scram-sha-256", "--set=scram_iterations=1",
    "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--encoding=UTF8", "--wal-segsize=1",
    "--no-sync", "--no-instructions",
)  # fmt: skip


class ClusterError(Exception):
    """initdb failed; the message is what it said."""


def put(folder: Path, programs: Path, user: dict[str, Any], environment: Mapping[str, str]) -> None:
    """Put a new cluster's files, `data` and `password` (the administrator's), into `folder`, for `user` to own."""
    digest = hashlib.sha256("\n".join((*MAKING, ACCESS)).encode()).hexdigest()[:12]
    kept = KEPT / f"{programs.parent.name}-{digest}"
    folder.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(folder / "data", ignore_errors=True)
    if kept.is_dir():
        shutil.copytree(kept, folder, dirs_exist_ok=True)
        unprivileged.give_all(folder, user)
    else:
        _make(folder, programs, user, environment)
        with contextlib.suppress(OSError):  # where it can't be kept, it is made each time
            _keep(folder, kept)


def _make(folder: Path, programs: Path, user: dict[str, Any], environment: Mapping[str, str]) -> None:
    (folder / "password").write_text(secrets.token_hex(16))
    (folder / "password").chmod(0o600)
    unprivileged.give_all(folder, user)
    initdb = str(unprivileged.programs_for(programs, user) / "initdb")
    done = subprocess.run([initdb, *MAKING], cwd=folder, env=environment, capture_output=True, **user)
    if done.returncode:
        raise ClusterError(done.stderr.decode(errors="replace").strip())
    (folder / "data" / "pg_hba.conf").write_text(ACCESS)


def _keep(folder: Path, kept: Path) -> None:
    """Keep a copy, which is there whole or not at all, whoever else does the same."""
    making = kept.with_name(f"{kept.name}.{os.getpid()}")
    try:
        shutil.copytree(folder, making)
        making.rename(kept)
    finally:
        shutil.rmtree(making, ignore_errors=True)
