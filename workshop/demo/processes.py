"""A lesson's stack as processes of this machine, with the wire between its boxes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from workshop.catalog import Lesson
from workshop.demo import shape
from workshop.demo.system import CLIENTS, POSTGRES, ActionError
from workshop.demo.versions import BadVersions
from workshop.demo.wire import line
from workshop.demo.wire.plan import Tap
from workshop.demo.wired import Wired
from workshop.serve import leftovers
from workshop.serve.ports import free_port
from workshop.stacks import logs, ports
from workshop.stacks.keeping import Keeper, Told
from workshop.stacks.members import HOST, Member
from workshop.stacks.parts import Part
from workshop.stacks.stack import KEPT, Stack, StackError, take_all

LINES = 12  # of a log that are shown
QUICK = {"CACHE_TTL": "2"}  # seconds; with the usual 60 a cache would answer all through a scenario
USUAL_PORTS = {"postgresql": 5432, "redis": 6379}


class Processes(Wired):
    """The stack of `lesson`, made of the members that were `chosen` for it. Its data are new at each start.

    The wire listens on the services' ports, and they themselves elsewhere; each address that they are given leads
    through it. `told` is called, by threads, with a box and with what has happened to it.
    """

    def __init__(self, lesson: Lesson, chosen: Sequence[Member], told: Told, folder: Path = KEPT) -> None:
        super().__init__(lesson, shape.boxes(chosen), shape.edges(chosen))
        self.chosen = {member.name: member for member in chosen}
        moved = [member.moved(free_port(), **(QUICK if member.entry.cache else {})) for member in chosen]
        name = f"{lesson.number:02}-demo"
        self.stack = Stack(name, moved, told, folder, access=False, passing=True, through=self._through)
        self.ports: dict[tuple[str, str], int] = {}
        self.bad = BadVersions(self.stack)

    def url(self, service: str) -> str:
        return self.chosen[service].url

    # starting and stopping

    def start(self) -> None:
        """Start it all; nothing is left running where that fails. Raises StackError, StoreError."""
        leftovers.clear()  # they may hold the ports
        if problem := ports.taken(self.chosen.values()):
            raise StackError(problem)
        try:
            self.stack.prepare()
            self._start_wire()
            self.stack.begin()
        except BaseException:
            self.stop()
            raise

    def _start_wire(self) -> None:
        """Start the wire: for clients it listens on the service's own port, else on any."""
        taps = [
            Tap(
                edge.source,
                edge.target,
                edge.kind,
                to=self._place(edge.target),
                listen=self.chosen[edge.target].entry.port if edge.source == CLIENTS else 0,
            )
            for edge in self.edges
        ]
        try:
            self.wire = wire = line.start(taps, self.stack.mark)
        except line.WireError as error:
            raise StackError(str(error)) from None
        self.ports = {(tap.source, tap.target): port for tap, port in zip(taps, wire.ports, strict=True)}

    def _place(self, target: str) -> tuple[str, int]:
        """The host and port of a service or a store."""
        if target in self.chosen:
            return HOST, self.stack.members[target].entry.port
        server = self.stack.server if target == POSTGRES else self.stack.caching
        assert server
        address = urlsplit(server.url)
        return address.hostname or HOST, address.port or USUAL_PORTS[address.scheme]

    def _through(self, source: str, target: str, address: str) -> str:
        """The address at which `source` finds `target` by way of the wire."""
        parts = urlsplit(address)
        user, at, _ = parts.netloc.rpartition("@")
        return parts._replace(netloc=f"{user}{at}{HOST}:{self.ports[source, target]}").geturl()

    def stop(self) -> None:
        """End all of it, however far its start has come."""
        with self.acting:
            take_all([self.bad.end_all, self.stack.stop, self.close_wire])

    # looking

    def states(self) -> dict[str, str]:
        return {name: self._state(name) for name in self.boxes}

    def _state(self, name: str) -> str:
        keeper = self._keeper(name)
        return self.in_words(name, keeper.state() if keeper else "running", name in self.bad.keepers)

    def _keeper(self, name: str) -> Keeper | None:
        """Who keeps what runs as this box; nobody does the clients, and a server that is somebody else's."""
        return self.bad.keepers.get(name) or self.stack.keepers.get(name)

    def log(self, box: str) -> str:
        keeper = self._keeper(box)
        return logs.tail(keeper.part.log, LINES) if keeper else ""

    # acting

    def kill(self, box: str) -> None:
        with self.acting:
            self._part(box).kill()

    def freeze(self, box: str) -> None:
        with self.acting:
            self._part(box).freeze()

    def thaw(self, box: str) -> None:
        with self.acting:
            if keeper := self._keeper(box):
                keeper.part.thaw()

    def restart(self, box: str) -> None:
        with self.acting:
            self._kept(box).restart()

    def deploy_bad(self, service: str) -> None:
        if service not in self.chosen:
            raise ActionError(f"{service} is no service of this stack, and has no bad version.")
        with self.acting:
            if service in self.bad.keepers:
                raise ActionError(f"{service} is the bad version already. Roll it back first.")
            port = self.bad.start(self.chosen[service])
            self.order(lambda wire: wire.retarget(service, HOST, port))

    def roll_back(self, service: str) -> None:
        with self.acting:
            if service not in self.bad.keepers:
                return
            try:
                self.order(lambda wire: wire.retarget(service, *self._place(service)))
            finally:
                self.bad.end(service)

    def _kept(self, box: str) -> Keeper:
        """Who keeps what runs as this box; raises ActionError where nobody does."""
        keeper = self._keeper(box)
        if keeper is None:
            raise ActionError(f"{box} was not started here, and is left alone.")
        return keeper

    def _part(self, box: str) -> Part:
        """What runs as this box; raises ActionError where nothing does."""
        keeper = self._kept(box)
        if keeper.state() in ("away", "starting"):
            raise ActionError(f"{box} is away at the moment, and is being started again.")
        return keeper.part
