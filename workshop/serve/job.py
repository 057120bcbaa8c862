"""Run a job (a module with arguments) as a process of its own, where nothing is forked."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from workshop.serve.launch import Launch
from workshop.serve.starter import job_ended


def run_job(launch: Launch, seconds: float) -> None:
    """Run the job of `launch` in its folder and environment; raises StartError as `Starter.run` does."""
    with Path(launch.log or os.devnull).open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", *launch.job],
            cwd=launch.folder,
            env=launch.env,
            stdin=subprocess.DEVNULL,
            stdout=log if launch.log else None,
            stderr=log if launch.log else None,
        )
        try:
            code: int | None = process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            code = None
    job_ended(launch, code)
