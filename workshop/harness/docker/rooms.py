"""The rooms behind a gateway: stand-ins for the services, each in a container of its own, that a check controls."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from requests.structures import CaseInsensitiveDict

from workshop.harness import http
from workshop.harness.docker import published
from workshop.harness.docker.cli import EngineError, docker
from workshop.harness.docker.ownership import options
from workshop.harness.expected import readable, shorten
from workshop.harness.http import NoAnswer
from workshop.serve.waiting import until

if TYPE_CHECKING:
    from workshop.harness.docker.engine import Engine

NAMES = ("movies", "users", "books", "authors")
PORTS = ("8000", "8001", "8002", "8003", "8004")  # where services of the library listen, in whatever solution
CONTROL = "9000"
IMAGE = "python:3.13-slim"
STARTING_SECONDS = 30.0
JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Visit:
    """A request as it arrived in a room: `headers` without regard to case, a repeated one as a list.

    `target` is its path with the query, `by` the address of the container that it arrived at, `at` when (seconds).
    """

    method: str
    target: str
    headers: CaseInsensitiveDict[str | list[str]]
    body: bytes
    by: str
    at: float

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, list[str]]:
        """Each name in the query with its values, decoded."""
        return parse_qs(urlsplit(self.target).query, keep_blank_values=True)

    def __str__(self) -> str:
        return shorten(readable(f"{self.method} {self.target}"))


class Standing:
    """One container of a room, controlled over a port of this machine."""

    def __init__(self, engine: Engine, network: str, room: str) -> None:
        self.network = network
        self.room = room
        program = files(__package__).joinpath("recorder.py").read_text(encoding="utf-8")
        self.id, self.port = published.start(
            CONTROL,
            *(*options(engine.owner.passing), "--read-only", "--cap-drop=ALL"),
            *(IMAGE, "python", "-c", program, room, CONTROL, *PORTS),
        )
        self.join()
        if not until(self._listens, STARTING_SECONDS):
            raise EngineError(f"the stand-in for {room} did not start")

    def join(self) -> None:
        """Come to the network; orders reach it over another one, so that it can leave."""
        docker("network", "connect", "--alias", self.room, self.network, self.id)

    def leave(self) -> None:
        docker("network", "disconnect", "--force", self.network, self.id)

    def _listens(self) -> bool:
        try:
            self.control("GET")
        except EngineError:
            return False
        return True

    def control(self, method: str, path: str = "/", order: object = None, seconds: float = http.SECONDS) -> Any:
        """Give it an order, and take what it says; raises EngineError."""
        request = http.build(method, path, json_body=order) if order is not None else http.build(method, path)
        try:
            return json.loads(http.send(f"http://127.0.0.1:{self.port}", request, seconds).body)
        except (NoAnswer, ValueError) as error:
            raise EngineError(f"the stand-in for {self.room} gave no answer: {error}") from None

    @property
    def address(self) -> str:
        """Its address in the network."""
        return docker(
            "inspect", "--format", f'{{{{(index .NetworkSettings.Networks "{self.network}").IPAddress}}}}', self.id
        )


class Room:
    """A service, as far as the gateway can tell. It answers 200 {"room": its name} until it is told otherwise."""

    def __init__(self, engine: Engine, network: str, name: str) -> None:
        self.engine = engine
        self.network = network
        self.name = name
        self.standing = [Standing(engine, network, name)]
        self.away = False

    def answers(
        self,
        status: int = 200,
        body: bytes = b"{}",
        headers: Mapping[str, str] | Sequence[tuple[str, str]] | None = None,
        content_type: str | None = JSON,
    ) -> None:
        """Answer so from now on; `headers` may be pairs, where one is to come twice."""
        pairs = list(headers.items() if isinstance(headers, Mapping) else headers or ())
        pairs += [("Content-Type", content_type)] if content_type else []
        self._tell("answer", status=status, headers=pairs, body=base64.b64encode(body).decode())

    def hangs(self) -> None:
        """Take requests and never answer."""
        self._tell("hang")

    def stops(self) -> None:
        """Nobody listens any more: connections are refused. Its name is still there."""
        self._tell("stop")

    def starts(self) -> None:
        """Listen again, and answer as before."""
        self._tell("start")

    def leaves(self) -> None:
        """Take it off the network: its name is unknown, as that of a service that was never started."""
        if not self.away:
            self.away = True
            for each in self.standing:
                each.leave()

    def returns(self) -> None:
        """Put it back on the network, most likely with another address."""
        if self.away:
            self.away = False
            for each in self.standing:
                each.join()

    def replicas(self, number: int) -> None:
        """Have so many containers of it, all under its name; new ones answer as in the beginning."""
        while len(self.standing) < number:
            self.standing.append(Standing(self.engine, self.network, self.name))
        while len(self.standing) > number:
            self.engine.remove(self.standing.pop().id)

    def forget(self) -> None:
        """Forget what has arrived."""
        self._tell("forget")

    def reset(self) -> None:
        """Be as in the beginning."""
        self.returns()
        self.replicas(1)
        self._tell("reset")

    @property
    def requests(self) -> list[Visit]:
        """What has arrived, in that order."""
        found = [_visit(each) for standing in self.standing for each in standing.control("GET")]
        return sorted(found, key=lambda visit: visit.at)

    def _tell(self, order: str, **details: object) -> None:
        for each in self.standing:
            each.control("POST", order={"do": order, **details})


class Street:
    """A network with all the rooms on it."""

    def __init__(self, engine: Engine) -> None:
        self.network = engine.new_network(engine.name("rooms"))
        with ThreadPoolExecutor(len(NAMES)) as pool:
            made = pool.map(lambda name: Room(engine, self.network, name), NAMES)
            self.rooms = {room.name: room for room in made}

    def reset(self) -> None:
        for room in self.rooms.values():
            room.reset()

    @cached_property
    def outside(self) -> str:
        """The address that requests from this machine most often come from: that of the network's own bridge."""
        return docker("network", "inspect", "--format", "{{(index .IPAM.Config 0).Gateway}}", self.network)


def _visit(kept: dict[str, Any]) -> Visit:
    headers: CaseInsensitiveDict[str | list[str]] = CaseInsensitiveDict()
    for name, value in kept["headers"]:
        before = headers.get(name)
        if before is None:
            headers[name] = value
        else:
            headers[name] = [*before, value] if isinstance(before, list) else [before, value]
    return Visit(kept["method"], kept["target"], headers, base64.b64decode(kept["body"]), kept["by"], kept["at"])
