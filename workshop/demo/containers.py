"""A lesson's stack as containers, with the wire between its boxes."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from workshop.catalog import Lesson
from workshop.demo import composing, rooms, shape
from workshop.demo.bad_containers import VERSION, BadContainers
from workshop.demo.processes import LINES
from workshop.demo.system import CLIENTS, GATEWAY, ActionError
from workshop.demo.watching import Watch
from workshop.demo.wire.line import Line, WireError
from workshop.demo.wire.plan import Plan
from workshop.demo.wired import Wired
from workshop.harness.docker import ownership, stack
from workshop.harness.docker.cli import EngineError, docker, missing, missing_compose, run
from workshop.harness.docker.crash import crash
from workshop.harness.docker.ownership import Owner
from workshop.harness.docker.reaper import Reaper
from workshop.serve import leftovers
from workshop.serve.waiting import until
from workshop.stacks import ports
from workshop.stacks.keeping import Told
from workshop.stacks.members import HOST, Member
from workshop.stacks.stack import KEPT, StackError, take_all

PORT = 8080  # where clients find the gateway
ANSWERING_SECONDS = 15.0
REMOVING_SECONDS = 10.0  # in which what does not go at once is removed again
LEFT = "Docker does not remove all of the stack. What is left of it goes with"
UNKNOWN = "Whether anything is left of the stack can't be seen; if so, the next start removes it"


def without_engine() -> str:
    """Why there can be no containers here; empty where there can."""
    problem = missing() or missing_compose()
    return f"--docker needs Docker: {problem}" if problem else ""


class Containers(Wired):
    """The stack of `lesson` as its compose file describes it, with the members that were `chosen` for it.

    Each container is in a room of its own with the switchboard, as `rooms` says. Its data are new at each start. `told`
    is called, by threads, with a box and with what has happened to it.
    """

    def __init__(
        self, lesson: Lesson, chosen: Sequence[Member], told: Told, folder: Path = KEPT, port: int = PORT
    ) -> None:
        door = f"http://{HOST}:{port}" if lesson.number >= shape.GATED else ""
        super().__init__(lesson, shape.boxes(chosen, door, own_stores=True), shape.edges(chosen, bool(door)))
        self.chosen = {member.name: member for member in chosen}
        self.told = told
        self.door = door
        self.ports = {GATEWAY: port} if door else {member.name: member.entry.port for member in chosen}
        mark = leftovers.new_mark()
        project = f"workshop-{mark}-demo"
        self.owner = Owner(os.getpid(), mark, project)
        self.folder = folder / f"workshop-{mark}-{lesson.number:02}-demo-containers"
        self.stack = stack.Stack(str(self.folder), project, next(iter(self.ports.values())))
        self.places: dict[str, tuple[str, int]] = {}
        self.good: dict[str, str] = {}
        self.bad = BadContainers(self.owner)
        self.watch: Watch | None = None
        self.reaper: Reaper | None = None
        self.begun = False

    def url(self, service: str) -> str:
        return self.door or self.chosen[service].url

    # starting and stopping

    def start(self) -> None:
        """Start it all; nothing is left running where that fails. Raises StackError."""
        if problem := without_engine():
            raise StackError(problem)
        leftovers.clear()  # they may hold the ports
        ownership.clear()
        if problem := ports.held(self.ports):
            raise StackError(problem)
        leftovers.note(os.getpid(), self.owner.mark)  # by which its folder is found should it be killed
        self.begun = True
        try:
            self.reaper = Reaper(self.owner.mark)
            self._start()
        except (EngineError, WireError) as error:
            raise StackError(self._stopped_by(str(error))) from None
        except BaseException:
            self.stop()
            raise

    def _stopped_by(self, problem: str) -> str:
        """What there is to say once a start that has failed is undone: the problem, and what is left if anything is."""
        try:
            self.stop()
        except StackError as left:
            return f"{problem}\n{left}"
        return problem

    def _start(self) -> None:
        composed = composing.read(self.lesson, self.chosen, self.stack.project)
        token = secrets.token_hex(16)
        taps = tuple(rooms.taps(composed, self.edges))
        self.places = {tap.target: tap.to for tap in taps}
        plan = Plan(token, taps, rooms.CONTROL, "0.0.0.0")
        composing.write(self.folder, composed, self.edges, plan, self.ports, self.owner.passing)
        if problem := stack.start(self.stack, "--build"):
            raise EngineError(f"The stack did not start:\n{problem}")
        found = {name: each.id for name, each in stack.containers(self.stack.project)}
        self.good = {box: found[rooms.name_of(box)] for box in self.boxes if box != CLIENTS}
        said = docker("port", found[rooms.SWITCHBOARD], f"{rooms.CONTROL}/tcp")
        self.wire = wire = Line(int(said.rpartition(":")[2]), token)
        wire.wait(ANSWERING_SECONDS)
        self.watch = Watch(self.good, self.told)

    def stop(self) -> None:
        """End all of it, however far its start has come. Raises StackError, once, for what Docker does not remove."""
        with self.acting:
            take_all(self._ending())

    def _ending(self) -> Iterator[Callable[[], object]]:
        """What is done for that, in this order."""
        if self.watch:
            yield self.watch.close
        yield self.close_wire
        if self.begun:
            yield self._remove
            if self.reaper:
                yield self.reaper.close
            yield partial(shutil.rmtree, self.folder, ignore_errors=True)
            yield partial(leftovers.forget, os.getpid())

    def _remove(self) -> None:
        """Remove its containers and all that goes with them; raises StackError with what is left all the same."""
        left: list[str] = []

        def is_gone() -> bool:
            nonlocal left
            ownership.remove_marked(self.owner.mark)
            left = ownership.left(self.owner.mark)
            return not left

        ownership.remove_marked(self.owner.mark)  # what was being made at this moment is there when it is looked again
        problem = ""
        try:
            if not until(is_gone, REMOVING_SECONDS):
                problem = "\n".join([f"{LEFT}:", *left])
        except EngineError as error:
            problem = f"{UNKNOWN}: {error}"
        self.begun = False  # it was tried to the end
        if problem:
            raise StackError(problem)

    # looking

    def states(self) -> dict[str, str]:
        seen = self.watch.states if self.watch else {}
        return {
            name: self.in_words(name, seen.get(name, "running"), name in self.bad.containers) for name in self.boxes
        }

    def log(self, box: str) -> str:
        if box not in self.good:
            return ""
        try:
            done = run("logs", f"--tail={LINES}", self._container(box))
        except EngineError as error:
            return str(error)
        return stack.last_lines(done.out + done.err)

    # acting

    def kill(self, box: str) -> None:
        with self._acting() as watch:
            container = self._running(box, watch)
            if watch.states[box] == "frozen":
                docker("unpause", container)
            crash(container, self.owner.passing)
            watch.look()

    def freeze(self, box: str) -> None:
        with self._acting() as watch:
            container = self._running(box, watch)
            if watch.states[box] != "frozen":
                docker("pause", container)
                watch.look()

    def thaw(self, box: str) -> None:
        with self._acting() as watch:
            if watch.states.get(box) == "frozen":
                docker("unpause", self._container(box))
                watch.look()

    def restart(self, box: str) -> None:
        with self._acting() as watch:
            self._container(box)
            self.thaw(box)
            watch.restart(box)

    def deploy_bad(self, service: str) -> None:
        if service not in self.chosen:
            raise ActionError(f"{service} is no service of this stack, and has no bad version.")
        with self._acting() as watch:
            if service in self.bad.containers:
                raise ActionError(f"{service} is the bad version already. Roll it back first.")
            _, port = self.places[service]
            self.bad.start(self.chosen[service], self.good[service], port)
            watch.put(service, self.bad.containers[service])
            self.order(lambda wire: wire.retarget(service, rooms.place(service, VERSION), port))

    def roll_back(self, service: str) -> None:
        with self._acting() as watch:
            if service not in self.bad.containers:
                return
            try:
                self.order(lambda wire: wire.retarget(service, *self.places[service]))
            finally:
                watch.put(service, self.good[service])
                self.bad.end(service)

    @contextmanager
    def _acting(self) -> Iterator[Watch]:
        """Whoever acts on containers is alone; raises ActionError where the engine does not do as it is told."""
        with self.acting:
            if self.watch is None:
                raise ActionError("The stack does not run.")
            try:
                yield self.watch
            except EngineError as error:
                raise ActionError(str(error)) from None

    def _container(self, box: str) -> str:
        """What runs as this box; raises ActionError where nothing was ever started."""
        if box not in self.good:
            raise ActionError(f"{box} was not started here, and is left alone.")
        return self.bad.containers.get(box, self.good[box])

    def _running(self, box: str, watch: Watch) -> str:
        """The same, where it runs now; raises ActionError where it doesn't."""
        container = self._container(box)
        if watch.look()[box] in ("away", "starting"):
            raise ActionError(f"{box} is away at the moment: wait until it is back, or restart it.")
        return container
