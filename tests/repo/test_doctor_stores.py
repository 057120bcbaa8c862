"""What doctor says of PostgreSQL and Valkey: the package's own, a server that is named, what is wrong with either."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from workshop.doctor import Finding, stores
from workshop.serve import leftovers
from workshop.stores import postgres, valkey
from workshop.stores.caches import client
from workshop.stores.databases import Databases
from workshop.stores.postgres import VARIABLE, PostgresError, Server


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    server = Server(leftovers.new_mark())
    yield server
    server.close()


def found() -> Finding:
    (finding,) = stores.postgres()
    assert bool(finding.cure) == (finding.state != "ok")
    return finding


def test_the_packages_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    finding = found()
    assert finding.state == "ok"
    assert "from its package, started in" in finding.seen


def test_no_package_for_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> None:
        raise PostgresError("There is no PostgreSQL for this machine among the packages.")

    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setattr(postgres, "programs", none)
    finding = found()
    assert finding.state == "problem"
    assert "no PostgreSQL for this machine" in finding.seen
    assert f"set {VARIABLE}=postgresql://" in finding.cure


def test_a_server_that_is_named(monkeypatch: pytest.MonkeyPatch, server: Server) -> None:
    monkeypatch.setenv(VARIABLE, server.url)
    finding = found()
    assert finding.state == "ok"
    assert f"at the address in {VARIABLE}" in finding.seen


def test_a_server_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "postgresql://somebody@127.0.0.1:1/postgres")
    finding = found()
    assert finding.state == "problem"
    assert "refused" in finding.seen
    assert "start that server, or correct the address" in finding.cure


def test_a_role_that_may_make_nothing(monkeypatch: pytest.MonkeyPatch, server: Server) -> None:
    databases = Databases(server.url, "t")
    monkeypatch.setenv(VARIABLE, databases.create().url)
    finding = found()
    databases.drop_all()
    databases.close()
    assert finding.state == "problem"
    assert "may not make databases and roles" in finding.seen
    assert "CREATEDB CREATEROLE" in finding.cure


# Valkey


@pytest.fixture
def own_valkey(monkeypatch: pytest.MonkeyPatch) -> Iterator[valkey.Server]:
    """A server with two databases."""
    if sys.platform == "win32":
        pytest.skip("there is no Valkey for Windows")
    monkeypatch.setattr(valkey, "SETTINGS", valkey.SETTINGS.replace(f"databases {valkey.DATABASES}", "databases 2"))
    server = valkey.Server(leftovers.new_mark())
    yield server
    server.close()


def found_valkey() -> Finding:
    (finding,) = stores.valkey()
    assert bool(finding.cure) == (finding.state != "ok")
    return finding


@pytest.mark.skipif(sys.platform == "win32", reason="there is no Valkey for Windows")
def test_the_packages_own_valkey(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(valkey.VARIABLE, raising=False)
    finding = found_valkey()
    assert finding.state == "ok"
    assert "from its package, started in" in finding.seen


def test_no_valkey_for_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(valkey.VARIABLE, raising=False)
    monkeypatch.setattr(valkey.importlib.util, "find_spec", lambda _: None)
    finding = found_valkey()
    assert finding.state == "note"
    assert finding.seen == "There is no Valkey for this machine among the packages."
    assert f"{valkey.VARIABLE}=redis://" in finding.cure
    assert "lessons 1 to 10 do without" in finding.cure


def test_a_valkey_that_is_named(monkeypatch: pytest.MonkeyPatch, own_valkey: valkey.Server) -> None:
    monkeypatch.setenv(valkey.VARIABLE, own_valkey.url)
    finding = found_valkey()
    assert finding.state == "ok"
    assert f"at the address in {valkey.VARIABLE}" in finding.seen


def test_a_valkey_that_is_full(monkeypatch: pytest.MonkeyPatch, own_valkey: valkey.Server) -> None:
    for number in range(2):
        client(f"{own_valkey.url}/{number}").set("theirs", "kept")
    monkeypatch.setenv(valkey.VARIABLE, own_valkey.url)
    finding = found_valkey()
    assert finding.state == "problem"
    assert "has no database that is free: in each of its 2 there is something" in finding.seen
    assert "have a database free in it" in finding.cure


def test_a_valkey_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(valkey.VARIABLE, "redis://127.0.0.1:1")
    finding = found_valkey()
    assert finding.state == "problem"
    assert "refused" in finding.seen
    assert "start that server" in finding.cure
