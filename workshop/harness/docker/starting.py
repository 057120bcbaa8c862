"""Start a container of a service's image, with what the service needs to start."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from workshop.harness.docker import published
from workshop.harness.docker.beside import Beside, Postgres
from workshop.harness.docker.container import Container
from workshop.harness.docker.ownership import options
from workshop.harness.record import Conversation
from workshop.harness.service import NotStarted
from workshop.serve.launch import StartError

if TYPE_CHECKING:
    from workshop.harness.docker.engine import Engine

PORT = "8000"
LOCKED = ("--read-only", "--cap-drop=ALL", "--security-opt=no-new-privileges", "--tmpfs=/tmp")
NOBODY = "http://127.0.0.1:1"  # inside a container: where nothing listens, which is known at once


def started(
    engine: Engine,
    service: str,
    tag: str,
    conversation: Conversation,
    *,
    env: dict[str, str | None],
    locked: bool,
    user: str | None,
    database: bool | str,
    prepare: bool,
    command: Sequence[str],
    arguments: Sequence[str],
) -> Container:
    """A container as `Image.run` says it; raises NotStarted."""
    server = (engine.own_postgres() if database == "own" else engine.postgres) if database else None
    made = _database(server, service, prepare) if server else None
    given, mounts = _environment(engine, service, made)
    together = {name: value for name, value in (given | env).items() if value is not None}
    words = [
        *(*options(engine.owner.passing), "--network", engine.network),
        *(word for name, value in together.items() for word in ("--env", f"{name}={value}")),
        *mounts,
        *(LOCKED if locked else ()),
        *(("--user", user) if user else ()),
        *arguments,
        tag,
        *command,
    ]
    try:
        identity, port = published.start(together.get("PORT", PORT), *words)
    except published.Refused as error:
        raise NotStarted("your container to start", str(error)) from None
    return Container(service, identity, port, made, conversation)


def _database(server: Postgres, service: str, prepare: bool) -> Beside:
    try:
        return server.new_database(service, prepare)
    except StartError as error:
        raise NotStarted("your service's database to be made", f"{error.problem}\n{error.where}".strip()) from None


def _environment(engine: Engine, service: str, database: Beside | None) -> tuple[dict[str, str], list[str]]:
    """What a container of `service` has in its environment, and the options that mount what that names."""
    entry = engine.lesson.services[service]
    env = {"PORT": PORT} | entry.env | entry.addresses(lambda _: NOBODY)
    if database:
        env["DATABASE_URL"] = database.inside
    elif entry.data and not entry.database:
        env["DATA_FILE"] = entry.data
    if entry.cache:
        env["REDIS_URL"] = NOBODY.replace("http", "redis") + "/0"
    if not entry.signing_key:
        return env, []
    key = engine.keep(f"{service}.pem", engine.starters.signing_key(service).read_bytes())
    env["JWT_PRIVATE_KEY_FILE"] = f"/run/keys/{service}.pem"
    return env, ["--mount", f"type=bind,source={key},target=/run/keys/{service}.pem,readonly"]
