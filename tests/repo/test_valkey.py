"""The Valkey server of the workshop's own: real, on TCP, nothing on disk, gone without a trace; how it is shared."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

if sys.platform == "win32":
    pytest.skip("there is no Valkey for Windows", allow_module_level=True)

import redis

from workshop.serve import leftovers
from workshop.stores import caches, valkey
from workshop.stores.caches import Caches, client
from workshop.stores.valkey import Server, ValkeyError


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    server = Server(leftovers.new_mark())
    yield server
    server.close()


@pytest.fixture
def foreign(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """Somebody else's server, with three databases."""
    monkeypatch.setattr(valkey, "SETTINGS", valkey.SETTINGS.replace(f"databases {valkey.DATABASES}", "databases 3"))
    server = Server(leftovers.new_mark())
    yield server
    server.close()


def database(server: Server, number: int) -> redis.Redis:
    return client(f"{server.url}/{number}")


# the server


def test_it_is_a_valkey_of_today(server: Server) -> None:
    assert int(database(server, 0).info("server")["valkey_version"].split(".")[0]) >= 9


def test_the_password_is_asked_for(server: Server) -> None:
    with pytest.raises(redis.AuthenticationError):
        client(f"redis://127.0.0.1:{server.port}").ping()
    with pytest.raises(redis.AuthenticationError):
        client(server.url.replace(server.password, "guess")).ping()


def test_the_password_stands_on_no_command_line(server: Server) -> None:
    assert server.process
    assert server.password not in " ".join(psutil.Process(server.process.pid).cmdline())


@pytest.mark.parametrize(
    "command",
    [
        "FLUSHALL",
        "SHUTDOWN",
        "SWAPDB 0 1",
        "CONFIG GET databases",
        "CLIENT PAUSE 10000",
        "CLIENT LIST",
        "MONITOR",
        "FUNCTION FLUSH",
        "SCRIPT FLUSH",
        "RESTORE-ASKING key 0 x",
    ],
)
def test_nobody_reaches_into_what_others_have(server: Server, command: str) -> None:
    with pytest.raises(redis.exceptions.NoPermissionError):
        database(server, 0).execute_command(*command.split())


@pytest.mark.parametrize(
    "command",
    ["KEYS *", "INFO", "FLUSHDB", "SORT list", "SCAN 0", "EVAL return(1) 0", "SCRIPT LOAD return(1)", "MULTI"],
)
def test_what_services_do_is_allowed(server: Server, command: str) -> None:
    database(server, 0).execute_command(*command.split())


def test_it_is_found_by_the_mark_of_its_run(server: Server) -> None:
    assert server.process
    assert [process.pid for process in leftovers.marked(server.mark)] == [server.process.pid]


def test_nothing_is_written(server: Server) -> None:
    database(server, 0).set("answer", 42)
    assert {path.name for path in server.folder.iterdir()} == {"log"}


def test_a_killed_server_comes_back_with_nothing_in_it() -> None:
    server = Server(leftovers.new_mark())
    mine = database(server, 5)
    mine.set("answer", 42)
    server.kill()
    assert not server.answers()
    with pytest.raises(redis.ConnectionError):
        mine.get("answer")
    server.start()
    assert mine.get("answer") is None
    server.stop()
    assert not server.answers()
    server.start()
    folder = server.folder
    server.close()
    assert not folder.exists()


def test_a_frozen_server_keeps_connections_and_says_nothing(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caches, "SECONDS", 0.2)
    mine = database(server, 0)
    mine.set("answer", 42)
    server.freeze()
    try:
        with pytest.raises(redis.TimeoutError):
            mine.get("answer")
    finally:
        server.thaw()
    assert mine.get("answer") == "42"


def test_where_there_is_no_wheel_a_server_can_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(valkey.importlib.util, "find_spec", lambda _: None)
    with pytest.raises(ValkeyError, match=r"no Valkey for this machine[^$]*WORKSHOP_REDIS_URL=redis://"):
        valkey.programs()


def test_what_it_says_is_told_when_it_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(valkey, "SETTINGS", "port {port}\nno-such-thing {password}\n")
    mark = leftovers.new_mark()
    with pytest.raises(ValkeyError, match=r"Valkey did not start:[^$]*no-such-thing"):
        Server(mark)
    assert [folder for place in (leftovers.MEMORY, leftovers.OPEN) for folder in Path(place).glob(f"*{mark}*")] == []


# its databases


def test_each_is_lent_once_to_all_who_share_a_folder(server: Server, tmp_path: Path) -> None:
    mine, theirs = Caches(server.url, tmp_path), Caches(server.url, tmp_path)
    one, two, three = mine.lend(), theirs.lend(), mine.lend()
    assert len({one.url, two.url, three.url}) == 3
    one.client.set("answer", 42)
    assert two.client.get("answer") is None
    one.empty()
    mine.give_back(one)
    assert theirs.lend().number == one.number
    mine.close()
    theirs.close()


def test_of_a_foreign_server_only_what_is_empty_is_lent_and_emptied_afterwards(foreign: Server, tmp_path: Path) -> None:
    database(foreign, 0).set("theirs", "kept")
    lender = Caches(foreign.url, tmp_path, ours=False)
    one = lender.lend()
    one.client.set("answer", 42)
    two = lender.lend()
    assert {one.number, two.number} == {1, 2}
    with pytest.raises(ValkeyError, match=r"no database that is free: in each of its 3 [^$]*redis-cli -n 2 FLUSHDB"):
        lender.lend()
    lender.give_back(one)
    assert one.is_empty()
    lender.close()
    assert database(foreign, 0).get("theirs") == "kept"


def test_one_that_others_of_the_run_have_is_waited_for(foreign: Server, tmp_path: Path) -> None:
    database(foreign, 0).set("theirs", "kept")
    mine, theirs = Caches(foreign.url, tmp_path, ours=False), Caches(foreign.url, tmp_path, ours=False)
    held = [theirs.lend(), theirs.lend()]
    got = []
    waiting = threading.Thread(target=lambda: got.append(mine.lend()))
    waiting.start()
    theirs.give_back(held[0])
    waiting.join(5)
    assert [cache.number for cache in got] == [held[0].number]
    mine.close()
    theirs.close()


def test_what_a_cancelled_run_has_left_is_emptied_and_nothing_else(foreign: Server, tmp_path: Path) -> None:
    database(foreign, 0).set("theirs", "kept")
    left, back = Caches(foreign.url, tmp_path, ours=False), Caches(foreign.url, tmp_path, ours=False)
    left.lend().client.set("left", "by a run that was killed")
    given = back.lend()
    back.give_back(given)
    given.client.set("theirs", "since it was given back")
    Caches(foreign.url, tmp_path, ours=False).empty_all()
    assert [database(foreign, number).keys() for number in range(3)] == [["theirs"], [], ["theirs"]]
    left.close()


@pytest.mark.parametrize(
    ("url", "says"),
    [("redis://127.0.0.1:1", "refused"), ("http://127.0.0.1", "redis://"), ("redis://127.0.0.1:port", "Port could")],
)
def test_a_server_that_cannot_be_used_is_told(tmp_path: Path, url: str, says: str) -> None:
    with pytest.raises(ValkeyError, match=rf"Valkey can't be used: [^$]*{says}[^$]*\nWhere WORKSHOP_REDIS_URL is set"):
        Caches(url, tmp_path, ours=False).lend()
