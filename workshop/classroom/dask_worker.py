"""Grade for a cluster: `python3 -m workshop.classroom.dask_worker tcp://scheduler:8786`.

Starts a worker process for each core, as `dask worker` does, whose options may follow the address: one submission at a
time each, without a limit on memory (the benches have their own) and without a page.
"""

from __future__ import annotations

import sys

from workshop import environment

USAGE = "python3 -m workshop.classroom.dask_worker tcp://ADDRESS:8786 [--nworkers N] [options of `dask worker`]"


def main(arguments: list[str]) -> None:
    """Come back when the worker ends."""
    if not arguments or arguments[0] in ("-h", "--help"):
        sys.exit(f"Usage: {USAGE}")
    try:
        environment.enter()
    except environment.SetupError as error:
        sys.exit(str(error))
    from distributed.cli import dask_worker

    from workshop.classroom.pool import usable_cores

    ours = ["--nthreads=1", f"--nworkers={usable_cores()}", "--memory-limit=0", "--no-dashboard"]
    dask_worker.main.main([*ours, *arguments], prog_name="workshop.classroom.dask_worker")


if __name__ == "__main__":
    main(sys.argv[1:])
