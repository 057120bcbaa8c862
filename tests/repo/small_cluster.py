"""A Dask cluster: a scheduler, and workers that are started, killed and others than they should be.

Unless said otherwise their benches are quick ones, which check nothing.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import requests

from small_class import Class, environment
from small_course import ROOT, until
from workshop.serve.ports import free_port
from workshop.serve.starter import kill_tree

SECONDS = 180


class Cluster:
    """A scheduler with as many workers as are started, `real` ones if asked; what it prints is in `folder`."""

    def __init__(self, folder: Path, *, real: bool = False) -> None:
        self.folder = folder
        self.preload = [] if real else ["--preload", "quick_bench"]
        self.port, self.page = free_port(), free_port()
        self.address = f"tcp://127.0.0.1:{self.port}"
        self.workers: list[subprocess.Popen[bytes]] = []
        options = ["--host", "127.0.0.1", "--port", str(self.port), "--dashboard-address", f"127.0.0.1:{self.page}"]
        self.scheduler = self._start(
            "scheduler", ["-m", "distributed.cli.dask_scheduler", *options], ROOT, environment()
        )

    def worker(self, name: str, *options: str, root: Path = ROOT, **changes: str) -> subprocess.Popen[bytes]:
        """Start a worker, with the files of the repository in `root`; it has no nanny unless `options` say so."""
        words = ["-m", "workshop.classroom.dask_worker", self.address, "--nworkers=1", f"--name={name}"]
        local = ["--local-directory", str(self.folder / name), *self.preload, "--host", "127.0.0.1"]
        process = self._start(name, [*words, *local, *(options or ["--no-nanny"])], root, environment(**changes))
        self.workers.append(process)
        return process

    def _start(self, name: str, words: list[str], root: Path, given: dict[str, str]) -> subprocess.Popen[bytes]:
        with (self.folder / f"{name}.log").open("ab") as log:
            given = given | {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1"}
            return subprocess.Popen(
                [sys.executable, *words], cwd=root, env=given, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )

    def has(self, number: int) -> None:
        """Wait until so many workers are there."""
        until(lambda: self.counted() == number, f"{number} workers: {self.said()}")

    def counted(self) -> int:
        try:
            counts = requests.get(f"http://127.0.0.1:{self.page}/json/counts.json", timeout=5)
            return int(counts.json()["workers"])
        except (requests.RequestException, ValueError, KeyError):
            return -1

    def said(self) -> str:
        return "\n".join(path.read_text(errors="replace")[-2000:] for path in self.folder.glob("*.log"))

    def end_workers(self) -> None:
        for process in self.workers:
            kill_tree(process.pid)
            process.wait(SECONDS)
        self.workers.clear()

    def end(self) -> None:
        self.end_workers()
        kill_tree(self.scheduler.pid)
        self.scheduler.wait(SECONDS)


def pid_of(people: Class, name: str) -> int:
    """The process in which a submission is graded."""
    lines = [line.split() for line in people.log.read_text(encoding="utf-8").splitlines()]
    return next(int(pid) for graded, pid in lines if graded == name)
