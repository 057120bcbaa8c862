"""A lesson's compose file with the wire between its containers.

Each box has a network of its own, its room, and nobody else is there but the switchboard, under the names of all whom
the box calls. So every call comes to the switchboard, and by the room that it comes from it knows whose it is. Only the
switchboard knows the box itself, as NAME.real; what it is called in a room as that room's guest is NAME.wire.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workshop.demo.system import CLIENTS, GATEWAY, POSTGRES, VALKEY, Edge
from workshop.demo.wire.plan import Tap
from workshop.harness.docker.building import HANDED_ON
from workshop.stacks.members import HOST

SWITCHBOARD, CONTROL = "switchboard", 9000
NAMES = {POSTGRES: "postgres", VALKEY: "valkey"}  # what compose files call them
PORTS = {GATEWAY: 8080, POSTGRES: 5432, VALKEY: 6379}
LOCKED = {"read_only": True, "cap_drop": ["ALL"], "security_opt": ["no-new-privileges:true"]}


@dataclass(frozen=True, slots=True)
class Given:
    """What the switchboard's container is made of: the folder of its image, and the file of its plan.

    `ports` are those of this machine at which clients find boxes.
    """

    image: Path
    plan: Path
    ports: Mapping[str, int]


def name_of(box: str) -> str:
    """What a box is called in compose files, and its room with it."""
    return NAMES.get(box, box)


def place(box: str, version: str = "real") -> str:
    """The name by which the switchboard finds a box, or another version of it."""
    return f"{name_of(box)}.{version}"


def taps(composed: Mapping[str, Any], edges: Iterable[Edge]) -> list[Tap]:
    """Where the switchboard listens for each edge, and where it leads."""
    found = []
    for edge in edges:
        port = port_of(composed, edge.target)
        to = (place(edge.target), port)
        found.append(Tap(edge.source, edge.target, edge.kind, to, port, _guest(edge.source)))
    return found


def port_of(composed: Mapping[str, Any], box: str) -> int:
    """The port on which a box listens in its container."""
    return PORTS.get(box) or int(composed["services"][box]["environment"]["PORT"])


def arranged(composed: Mapping[str, Any], edges: Sequence[Edge], given: Given) -> dict[str, Any]:
    """The compose file with a room for each box, and the switchboard in all of them."""
    called = {edge.target: name_of(edge.target) for edge in edges}
    services = {name: dict(service) for name, service in composed["services"].items()}
    stores = [name_of(box) for box in NAMES if box in called]
    for name, service in services.items():
        service.pop("ports", None)
        if name in called.values():
            service["networks"] = {name: {"aliases": [f"{name}.real"]}}
            service["depends_on"] = {
                **(service.get("depends_on") or {}),
                SWITCHBOARD: {"condition": "service_started", "required": True},
            }
        elif "network_mode" not in service:  # a job goes straight to the stores
            service["networks"] = dict.fromkeys(stores)
    services[SWITCHBOARD] = _switchboard(composed, edges, given)
    return {
        **composed,
        "services": services,
        "networks": {CLIENTS: {}, **{name: {"internal": True} for name in called.values()}},
        "secrets": {**(composed.get("secrets") or {}), "plan": {"file": str(given.plan)}},
    }


def _switchboard(composed: Mapping[str, Any], edges: Sequence[Edge], given: Given) -> dict[str, Any]:
    rooms = dict.fromkeys(box for edge in edges for box in (edge.source, edge.target))
    published = [_port(port_of(composed, box), port) for box, port in given.ports.items()]
    return {
        **LOCKED,
        "build": {"context": str(given.image), "args": dict.fromkeys(HANDED_ON)},
        "secrets": [{"source": "plan", "target": "/run/secrets/plan"}],
        "ports": [*published, _port(CONTROL)],
        # who is away has no address: nobody outside is to be asked for one, nor for long
        "dns": [HOST],
        "dns_opt": ["timeout:1", "attempts:1"],
        "networks": {
            name_of(room): {
                "aliases": [_guest(room), *(name_of(edge.target) for edge in edges if edge.source == room != CLIENTS)]
            }
            for room in rooms
        },
    }


def _guest(room: str) -> str:
    """What the switchboard is called in a room."""
    return f"{name_of(room)}.wire"


def _port(inside: int, outside: int | None = None) -> dict[str, Any]:
    """A port of a container that this machine alone reaches, by any port where none is given."""
    published = {"published": str(outside)} if outside else {}
    return {"target": inside, "host_ip": HOST, "protocol": "tcp", **published}
