"""The watch over servers while what nobody trusts is checked: it tells what was done, and puts right what it can."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("there is no Valkey for Windows", allow_module_level=True)

import psycopg2
import redis

from workshop.catalog import find
from workshop.check import watching
from workshop.check.backing import Backing
from workshop.check.watching import ENDED, HUNG, LOST, Watch
from workshop.harness.run import Run
from workshop.serve import leftovers
from workshop.serve.waiting import until
from workshop.stores import postgres, valkey
from workshop.stores.caches import client
from workshop.stores.databases import Databases
from workshop.stores.process import OwnServer

ENDLESS = "server.call('SET', 'mine', 1) while true do end"
USERS = [*find("11-caching").services.values()]


@pytest.fixture
def database() -> Iterator[postgres.Server]:
    server = postgres.Server(leftovers.new_mark())
    yield server
    server.close()


@pytest.fixture
def cache() -> Iterator[valkey.Server]:
    server = valkey.Server(leftovers.new_mark())
    yield server
    server.close()


def run_over(backing: Backing, folder: Path) -> Run:
    scratch = folder / "workshop-0-abc"
    scratch.mkdir(exist_ok=True)
    address, other = backing.postgres, backing.valkey
    return Run(
        "11-caching",
        str(folder),
        "seed",
        str(scratch),
        postgres=address.url if address else None,
        valkey=other.url if other else None,
    )


def test_nothing_is_told_where_nothing_is_done(database: postgres.Server, cache: valkey.Server) -> None:
    watch = Watch(database, cache)
    client(f"{cache.url}/0").set("answer", 42)
    assert watch.end() == []
    assert client(f"{cache.url}/0").get("answer") == "42"
    assert Watch(None, None).end() == []


def test_a_valkey_that_a_script_keeps_busy_is_started_anew_where_it_was(cache: valkey.Server) -> None:
    watch = Watch(None, cache)
    mine = client(f"{cache.url}/0")
    with pytest.raises(redis.TimeoutError):
        mine.eval(ENDLESS, 0)
    assert watch.end() == [HUNG]
    assert mine.keys() == []


def test_a_valkey_that_ends_is_started_anew_while_the_run_goes_on(cache: valkey.Server) -> None:
    watch = Watch(None, cache)
    cache.kill()
    assert until(cache.answers, 10)
    assert watch.end() == [LOST]


def test_one_that_is_only_kept_waiting_is_left_alone(cache: valkey.Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "DECIDING_SECONDS", 0.5)
    assert cache.process
    pid = cache.process.pid
    cache.freeze()
    watch = Watch(None, cache)
    assert watch.end() == []
    cache.thaw()
    assert cache.process.pid == pid


def test_a_postgresql_that_ends_is_told(database: postgres.Server) -> None:
    watch = Watch(database, None)
    database.kill()
    assert watch.end() == [ENDED]


def test_a_postgresql_without_room_is_told_and_makes_room(
    database: postgres.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "LITTLE", 1 << 60)
    (told,) = Watch(database, None).end()
    assert "PostgreSQL is full: your service's databases hold " in told
    assert not database.folder.exists()


def test_after_a_contained_run_the_servers_are_new_ones(tmp_path: Path) -> None:
    backing = Backing(USERS, leftovers.new_mark(), contained=True)
    try:
        backing.start()
        before: list[OwnServer] = [each for each in (backing.postgres, backing.valkey) if isinstance(each, OwnServer)]
        assert len(before) == 2
        run = run_over(backing, tmp_path)
        backing.begin()
        made = Databases(before[0].url, run.prefix)
        made.create()
        made.close()
        assert backing.clear(run) == []
        backing.start()
        after = [each for each in (backing.postgres, backing.valkey) if isinstance(each, OwnServer)]
        assert not {server.url for server in before} & {server.url for server in after}
        assert not any(server.folder.exists() for server in before)
        fresh = Databases(after[0].url, run.prefix)
        assert fresh.drop_all() == []
        fresh.close()
    finally:
        backing.close()


def test_an_ordinary_run_keeps_its_server_unless_something_on_it_can_not_be_dropped(tmp_path: Path) -> None:
    backing = Backing([USERS[0]], leftovers.new_mark())
    try:
        backing.start()
        server = backing.postgres
        assert isinstance(server, postgres.Server)
        backing.clear(run_over(backing, tmp_path))
        assert backing.clearing
        backing.clearing.join()
        backing.start()
        assert backing.postgres is server
        connection = psycopg2.connect(server.url)
        connection.autocommit = True
        prefix = run_over(backing, tmp_path).prefix
        for statement in (
            f"CREATE ROLE {prefix}_role",
            "CREATE DATABASE other",
            f"ALTER DATABASE other OWNER TO {prefix}_role",
        ):
            connection.cursor().execute(statement)
        connection.close()
        backing.clear(run_over(backing, tmp_path))
        backing.clearing.join()
        backing.start()
        assert backing.postgres is not server
    finally:
        backing.close()
