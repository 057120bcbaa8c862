"""What a lesson has for the database of a service: its migration and its loader, run in the lesson's folder."""

from __future__ import annotations

from pathlib import Path

from workshop.catalog import Service
from workshop.serve import settings
from workshop.serve.launch import Launch, StartError
from workshop.serve.starter import Starter

NEWEST = "head"  # as Alembic calls it
SAID = 600  # characters of what a job printed that are worth showing


class Jobs:
    """Runs the migration and the loader of one service; what they print goes to `log`.

    Where they are contained, `own` is the folder in which they may write.
    """

    def __init__(self, service: Service, folder: str, starter: Starter, log: Path, own: Path | None = None) -> None:
        self.service = service
        self.folder = folder
        self.starter = starter
        self.log = log
        self.own = str(own) if own else None

    def migrate(self, url: str, version: str = NEWEST) -> None:
        """Bring the database at `url` to `version`, the newest unless given; raises StartError when that fails."""
        self._run(url, *(version if word == NEWEST else word for word in (self.service.migrate or "").split()))

    def load(self, url: str, path: Path) -> None:
        """Put the items of the JSON file `path` into the database at `url`; raises StartError when that fails."""
        if self.service.load:
            self._run(url, self.service.load, str(path))

    def _run(self, url: str, *job: str) -> None:
        if not job:
            return
        before = self.log.stat().st_size if self.log.exists() else 0
        environment = settings.environment(self.service, self.service.port, database=url)
        reads = tuple(str(Path(word).parent) for word in job if Path(word).is_absolute())
        try:
            self.starter.run(Launch(self.folder, "", environment, str(self.log), job=job, own=self.own, reads=reads))
        except StartError as error:
            said = self.log.read_bytes()[before:].decode(errors="replace").strip()[-SAID:]
            raise StartError(error.problem, error.where or said, error.hung) from None
