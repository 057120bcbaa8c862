"""One domain of a service that holds several: lesson 01's library seen as its movies."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from workshop.harness.expected import UNFOUND
from workshop.harness.service import Service
from workshop.serve.launch import THREADS


class Part:
    """The service, whose data are those under the name `member` of its data file; all else is the service's own."""

    def __init__(self, service: Service, member: str) -> None:
        self.service = service
        self.member = member

    def start(
        self,
        data: Any = UNFOUND,
        env: Mapping[str, str | None] | None = None,
        workers: int = 1,
        threads: int = THREADS,
    ) -> Part:
        """Start the service with this list and its other lists empty; see `Service.start`."""
        if data is not UNFOUND and not self.service.url:
            data = json.loads(self.service.entry.empty) | {self.member: data}
        self.service.start(data=data, env=env, workers=workers, threads=threads, collection=f"/{self.member}")
        return self

    @property
    def headers(self) -> dict[str, str | None]:
        """What goes with every request."""
        return self.service.headers

    @headers.setter
    def headers(self, headers: dict[str, str | None]) -> None:
        self.service.headers = headers

    def __getattr__(self, name: str) -> Any:
        return getattr(self.service, name)
