"""A program that has things done in a cage: what learner code might try, and what it must be able to do.

    python caged.py do ORDER               an order as JSON; what came of it is printed as JSON
    python caged.py all FOLDER [UID]       finds the layers, and orders everything, as another user if one is named

An attempt is made in the whole cage, in one that has but one of the layers that stop it, and in one without them.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec

from caged_attempts import ATTEMPTS, MEGABYTE
from caged_ordinary import ORDINARY
from caged_place import Place
from workshop.catalog import ROOT
from workshop.sandbox import holding, layers, room
from workshop.sandbox.entering import enter
from workshop.sandbox.pid import new_pid_namespace, same_pid_namespace
from workshop.sandbox.plan import Cage, Limits

WORKED = "worked"
WHOLE = "all layers"
NONE = "none"
SLOT = 40
SMALL = Limits(
    cpu_seconds=1,
    memory=128 * MEGABYTE,
    address_space=128 * MEGABYTE,
    processes=40,
    file_size=MEGABYTE,
    open_files=64,
)


class Order(msgspec.Struct):
    """A cage for attempts, and one for what is ordinary; a folder to work in."""

    small: Cage
    usual: Cage
    folder: str


class Came(msgspec.Struct):
    """What came of each attempt, by the layers of those that stop it that were there, and of what is ordinary."""

    attempts: dict[str, dict[str, str]]
    ordinary: dict[str, str]


def everything(folder: str, uid: int | None = None) -> Came:
    """What came of everything in the cage that this process, or user `uid`, can have on this machine."""
    if uid is not None:
        Path(folder).mkdir()
        os.chown(folder, uid, uid)
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
    found = layers.found()
    with holding.held(found, SLOT, SMALL) as small, holding.held(found, SLOT) as usual:
        order = msgspec.json.encode(Order(small, usual, folder)).decode()
        command = room.command(usual, sys.executable, __file__, "do", order, scratch=folder)
        return msgspec.json.decode(output(command), type=Came)


def output(command: list[str]) -> bytes:
    """What a command prints that is run in the repository's folder; raises AssertionError with what went wrong."""
    done = subprocess.run(command, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def do(order: Order) -> Came:
    """Do what is ordered."""
    place = Place(Path(order.folder))
    try:
        ordinary = {name: in_cage(order.usual, place, act) for name, act in ORDINARY.items()}
        attempts = {
            name: {
                there: in_cage(cage, place, attempt.make)
                for there, cage in cages(order.small, attempt.stopped_by).items()
            }
            for name, attempt in ATTEMPTS.items()
            if set(attempt.stopped_by) & set(order.small.layers)
            if order.small.uid is not None or not attempt.as_root
        }
        return Came(attempts, ordinary)
    finally:
        os.kill(place.victim, signal.SIGKILL)


def cages(cage: Cage, stopping: Iterable[str]) -> dict[str, Cage]:
    """The cage with all its layers, with only one of those that are `stopping`, and with none of them."""
    present = [layer for layer in stopping if layer in cage.layers]
    fewer = {kept: without(cage, set(present) - {kept}) for kept in present}
    return {WHOLE: cage} | fewer | {NONE: without(cage, present)}


def without(cage: Cage, layers: Iterable[str]) -> Cage:
    """The cage without these layers."""
    return msgspec.structs.replace(
        cage,
        layers=tuple(layer for layer in cage.layers if layer not in layers),
        uid=None if "uid" in layers else cage.uid,
        groups=() if "cgroup" in layers else cage.groups,
    )


def in_cage(cage: Cage, place: Place, act: Callable[[Place], object]) -> str:
    """What came of `act` in a child that is in the cage: WORKED, or how it failed or was ended."""
    reader, writer = os.pipe()
    if "pid" in cage.layers:
        new_pid_namespace()
    child = os.fork()
    if child == 0:
        os.close(reader)
        try:
            enter(
                cage,
                folder=str(place.submission),
                writable=[str(place.own)],
                readable=[],
                ports=[place.given_port, place.closed_port],
            )
            said = WORKED if act(place) else "nothing came of it"
        except BaseException as error:
            said = f"{type(error).__name__}: {error}"
        os.write(writer, said.encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        said = pipe.read().decode()
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if "pid" in cage.layers:
        same_pid_namespace()
    return said if code == 0 else f"ended by {code}"


if __name__ == "__main__":
    if sys.argv[1] == "do":
        came = do(msgspec.json.decode(sys.argv[2], type=Order))
    else:
        came = everything(sys.argv[2], *map(int, sys.argv[3:]))
    sys.stdout.write(msgspec.json.encode(came).decode())
