"""What a stack is made of: its boxes, and who calls whom."""

from __future__ import annotations

from collections.abc import Sequence

from workshop.demo.system import ACTIONS, CLIENTS, GATEWAY, POSTGRES, VALKEY, Box, Edge
from workshop.stacks.members import Member
from workshop.stores import postgres, valkey
from workshop.stores.choice import external

GATED = 14  # the first lesson whose clients come through a gateway
STORES = {
    POSTGRES: (postgres.VARIABLE, "a database for each service"),
    VALKEY: (valkey.VARIABLE, "a database for each service that caches"),
}


def edges(members: Sequence[Member], gateway: bool = False) -> list[Edge]:
    """Who calls whom: the clients all services, or the `gateway` that does; each service others and its stores."""
    found = [Edge(CLIENTS, GATEWAY, "http")] if gateway else []
    found += [Edge(GATEWAY if gateway else CLIENTS, member.name, "http") for member in members]
    for member in members:
        entry = member.entry
        found += [Edge(member.name, other, "http") for other in entry.called]
        found += [Edge(member.name, POSTGRES, "tcp")] if entry.database else []
        found += [Edge(member.name, VALKEY, "tcp")] if entry.cache else []
    return found


def boxes(members: Sequence[Member], gateway: str = "", own_stores: bool = False) -> list[Box]:
    """The clients, the gateway where its address is given, the services, and the stores that are called.

    With `own_stores` nobody else's servers are used for them, whatever the environment names.
    """
    called = {edge.target for edge in edges(members)}
    clients = Box(CLIENTS, "clients", "the load", ())
    door = [Box(GATEWAY, "gateway", gateway, ACTIONS[:-1])] if gateway else []
    services = [Box(each.name, "service", _says(each, bool(gateway)), ACTIONS) for each in members]
    stores = [_store(name, own_stores) for name in STORES if name in called]
    return [clients, *door, *services, *stores]


def _says(member: Member, hidden: bool) -> str:
    return member.whose if hidden else f"{member.url}, {member.whose}"


def _store(name: str, own: bool) -> Box:
    """A store; of one that is somebody else's nothing but the replies can be touched."""
    variable, says = STORES[name]
    if external(variable) and not own:
        return Box(name, "store", f"{says}, on the server that {variable} names", ("slow",))
    return Box(name, "store", says, ACTIONS[:-1])
