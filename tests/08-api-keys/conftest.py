"""What the checks of this lesson share: both services, and for each check a file of keys that nobody has guessed."""

import base64
import hashlib
import json
import os
import tempfile
from pathlib import Path
from typing import Any

import pytest

from workshop.harness import service_fixture
from workshop.harness.plugin import LessonRun
from workshop.harness.service import Service
from workshop.harness.values import Values

FULL = ("books:read", "books:write", "authors:read", "authors:write")

books = service_fixture("books")
authors = service_fixture("authors")


class Keys:
    """The file that API_KEYS_FILE names, and the keys whose hashes are in it."""

    def __init__(self, path: Path, some: Values) -> None:
        self.path = path
        self.some = some
        self.entries: list[dict[str, Any]] = []
        self.full = self.add(*FULL)
        self.reader = self.add("books:read", "authors:read")
        self.writer = self.add("books:write", "authors:write")
        self.of_authors = self.add("books:read", "books:write", name="authors")  # what authors calls books with

    def new(self) -> str:
        """A key that nobody knows, of 256 bits."""
        return base64.urlsafe_b64encode(self.some.random.randbytes(32)).decode().rstrip("=")

    def hash(self, key: str) -> str:
        """What the file has of a key."""
        return hashlib.sha256(key.encode()).hexdigest()

    def add(self, *scopes: str, name: str = "") -> str:
        """A key with these scopes, which is in the file from now on."""
        key = self.new()
        self.enter(key, *scopes, name=name)
        return key

    def enter(self, key: str, *scopes: str, name: str = "") -> None:
        """Put this key into the file."""
        self.entries.append({"name": name or self.some.word(), "sha256": self.hash(key), "scopes": list(scopes)})
        self.replace(self.text)

    def revoke(self, key: str) -> None:
        """Take this key out of the file."""
        self.entries = [entry for entry in self.entries if entry["sha256"] != self.hash(key)]
        self.replace(self.text)

    @property
    def text(self) -> str:
        """What the file is to hold."""
        return json.dumps(self.entries, indent=2)

    def replace(self, text: str) -> None:
        """Put another file in its place, in one step."""
        beside = self.path.with_name(f"{self.path.name}.new")
        beside.write_text(text, encoding="utf-8")
        beside.replace(self.path)

    def write(self, text: str) -> None:
        """Write this into the same file."""
        self.path.write_text(text, encoding="utf-8")


class DevelopmentKeys:
    """The keys that every service knows which runs elsewhere (--url); what needs their file skips the check."""

    full, reader, of_authors = "development-librarian", "development-reader", "development-authors"
    new, hash = Keys.new, Keys.hash

    def __init__(self, some: Values) -> None:
        self.some = some

    def __getattr__(self, name: str) -> Any:
        pytest.skip("needs control of the keys that the service knows")


@pytest.fixture
def keys(lesson_run: LessonRun, some: Values) -> Keys | DevelopmentKeys:
    """The file of keys of this check."""
    if lesson_run.run.urls:
        return DevelopmentKeys(some)
    folder = Path(tempfile.mkdtemp(prefix="keys-", dir=lesson_run.run.scratch))
    folder.chmod(0o755)
    return Keys(folder / f"{some.word()}-keys.json", some)


@pytest.fixture(autouse=True)
def known(request: pytest.FixtureRequest, keys: Keys | DevelopmentKeys) -> None:
    """Both services know this check's keys, and are asked with one that opens everything, unless a check says else."""
    for name in {"books", "authors"} & set(request.fixturenames):
        service = request.getfixturevalue(name)
        if isinstance(service, Service):
            service.headers["X-API-Key"] = keys.full
        if isinstance(service, Service) and isinstance(keys, Keys):
            own = {"API_KEYS_FILE": os.fspath(keys.path), "BOOKS_API_KEY": keys.of_authors}
            service.given |= {variable: own[variable] for variable in service.entry.env if variable in own}
            service.given["API_KEY"] = None  # should this machine have one


@pytest.fixture
def nobody() -> dict[str, None]:
    """The headers of a request without a key: ``books.get("/books", headers=nobody)``."""
    return {"X-API-Key": None}
