"""The process that starts services for somebody who keeps it: a warm parent where forking is safe, else spares."""

from __future__ import annotations

from collections.abc import Iterable

from workshop.serve import leftovers
from workshop.serve.fork import Forking, WarmParent
from workshop.serve.spares import Spares
from workshop.serve.starter import Starter, can_fork


class Helper:
    """Has imported `modules`, and starts services by `starter`; what it starts ends with it, at the latest."""

    def __init__(self, modules: Iterable[str], mark: str = "", kept: int = 1) -> None:
        self.process: WarmParent | Spares
        self.starter: Starter
        if can_fork():
            self.process = WarmParent(modules, mark)
            self.starter = Forking(self.process.address)
            leftovers.note(self.process.process.pid, mark)
        else:
            self.process = self.starter = Spares(modules, kept=kept)

    def works(self) -> bool:
        """Whether it can still start something."""
        return isinstance(self.process, Spares) or self.process.works()

    def close(self) -> None:
        """End it, and all it has started."""
        self.process.close()
        if isinstance(self.process, WarmParent):
            leftovers.forget(self.process.process.pid)
