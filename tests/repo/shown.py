"""A lesson's stack under load with its console, for the tests of what is shown."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from free_ports import on_free_ports
from workshop.catalog import Lesson, find
from workshop.demo.console import Console
from workshop.demo.containers import Containers
from workshop.demo.processes import Processes
from workshop.demo.system import System
from workshop.serve.ports import free_port
from workshop.stacks.keeping import Told


@contextmanager
def shown(number: int, folder: Path, rate: float | None = None, docker: bool = False) -> Iterator[Console]:
    """The console of the stack of this lesson, on ports that nobody has, while inside."""
    lesson = find(str(number))
    consoles: list[Console] = []

    def told(box: str, text: str) -> None:
        for console in consoles:
            console.told(box, text)

    system = _system(lesson, told, folder, docker)
    try:
        system.start()
        consoles.append(Console(system, "containers" if docker else "processes", rate))
        consoles[0].start()
        yield consoles[0]
    finally:
        for console in consoles:
            console.stop_scenario()
        system.stop()
        for console in consoles:
            console.close()


def _system(lesson: Lesson, told: Told, folder: Path, docker: bool) -> System:
    chosen = on_free_ports(lesson)
    if docker:
        return Containers(lesson, chosen, told, folder, port=free_port())
    return Processes(lesson, chosen, told, folder)
