"""The methods of HTTP as methods of whoever can send a request."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

R = TypeVar("R")


class Verbs(Generic[R]):
    """`get(path, …)` for `request("GET", path, …)`, and so on."""

    __slots__ = ()

    def request(self, *arguments: Any, **options: Any) -> R:
        """Send a request of this method to this path."""
        raise NotImplementedError

    def get(self, path: str, **options: Any) -> R:
        return self.request("GET", path, **options)

    def post(self, path: str, **options: Any) -> R:
        return self.request("POST", path, **options)

    def put(self, path: str, **options: Any) -> R:
        return self.request("PUT", path, **options)

    def patch(self, path: str, **options: Any) -> R:
        return self.request("PATCH", path, **options)

    def delete(self, path: str, **options: Any) -> R:
        return self.request("DELETE", path, **options)
