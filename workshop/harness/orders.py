"""What a stand-in was told to do, and for which of the requests that arrive."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Generic, TypedDict, TypeVar

from workshop.harness.listener import Arrived

T = TypeVar("T")


class From(TypedDict, total=False):
    """The requests that an order is for: those with this method, to this path, once `after` of them have come."""

    method: str | None
    path: str | None
    after: int


class Which(From, total=False):
    """The same, and no more than `times` of them. Where an order is not for a request, the order before it is."""

    times: int | None


@dataclass
class Order(Generic[T]):
    """Something to be done, and how many requests it must still let pass, and may still take (None: all)."""

    what: T
    method: str | None
    path: str | None
    skip: int
    left: int | None

    def fits(self, arrived: Arrived) -> bool:
        """Whether it is for this request; counts it among those that it lets pass."""
        if self.method not in (None, arrived.method) or self.path not in (None, arrived.path):
            return False
        if self.skip:
            self.skip -= 1
            return False
        return self.left != 0


class Orders(Generic[T]):
    """The orders that were given, the last one first; with none of them `usual` is done."""

    def __init__(self, usual: T) -> None:
        self.usual = usual
        self.given: list[Order[T]] = []
        self.lock = threading.Lock()

    def give(
        self, what: T, method: str | None = None, path: str | None = None, after: int = 0, times: int | None = None
    ) -> None:
        """Have this done with the requests that the rest means (see `Which`), from now on."""
        with self.lock:
            self.given.append(Order(what, method, path, after, times))

    def take_back(self) -> None:
        """Forget all orders."""
        with self.lock:
            self.given.clear()

    def next(self, arrived: Arrived) -> T:
        """What is to be done with this request, which has now arrived."""
        with self.lock:
            fitting = [order for order in self.given if order.fits(arrived)]
            if not fitting:
                return self.usual
            if fitting[-1].left is not None:
                fitting[-1].left -= 1
            return fitting[-1].what
