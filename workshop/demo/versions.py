"""Bad versions of services, deployed in the place of good ones."""

from __future__ import annotations

from pathlib import Path

from workshop.demo import bad
from workshop.demo.system import ActionError
from workshop.serve.launch import Launch, StartError
from workshop.serve.ports import free_port
from workshop.serve.starter import MARK, base_environment
from workshop.stacks.keeping import Keeper
from workshop.stacks.members import Member
from workshop.stacks.parts import RunningService
from workshop.stacks.stack import Stack

PROGRAM = str(Path(bad.__file__).parent)
PROBLEMS = 7  # the lesson from which on services tell errors as problem details


class BadVersions:
    """The bad versions that run beside the good ones of `stack`, by the names of their services."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.keepers: dict[str, Keeper] = {}

    def start(self, member: Member) -> int:
        """Start a bad version of this service; its port. Raises ActionError."""
        assert self.stack.helper
        log = self.stack.log(f"{member.name}-bad")
        log.unlink(missing_ok=True)
        service = RunningService(member.name, self._launch(member, log), log, self.stack.helper.starter)
        try:
            service.start()
        except StartError as error:
            raise ActionError(f"The bad version of {member.name} did not start: {error.problem}") from None
        self.keepers[member.name] = Keeper(service, self.stack.told)
        return service.launch.port

    def _launch(self, member: Member, log: Path) -> Launch:
        problems = {"PROBLEMS": "1"} if member.lesson.number >= PROBLEMS else {}
        environment = base_environment() | {MARK: self.stack.mark} | problems
        return Launch(PROGRAM, "app:create_app()", environment, str(log), free_port())

    def end(self, name: str) -> None:
        """End it, once it has answered what it was asked."""
        keeper = self.keepers.pop(name)
        keeper.close()
        keeper.join()
        keeper.part.stop()
        keeper.part.close()

    def end_all(self) -> None:
        for name in tuple(self.keepers):
            self.end(name)
