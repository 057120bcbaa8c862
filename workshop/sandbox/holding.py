"""What a cage has that no other may share, taken and given back: its user and its control groups."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager

import msgspec

from workshop.sandbox import cgroups, uids
from workshop.sandbox.layers import Layer, cage
from workshop.sandbox.plan import Cage, Limits, SandboxError


@contextmanager
def held(layers: Iterable[Layer], slot: int, limits: Limits | None = None) -> Iterator[Cage]:
    """The whole cage of worker slot number `slot` until the block ends; raises SandboxError where it can't be had."""
    plain = cage(layers, slot, limits)
    with ExitStack() as stack:
        layer = ""
        try:
            if (layer := "uid") in plain.layers:
                plain = msgspec.structs.replace(plain, uid=stack.enter_context(uids.held(slot)))
            if (layer := "cgroup") in plain.layers:
                plain = msgspec.structs.replace(plain, groups=stack.enter_context(cgroups.held(plain.limits)))
        except OSError as error:
            raise SandboxError(layer, error) from None
        yield plain
