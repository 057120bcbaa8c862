"""What doctor says of PostgreSQL: the package's own, a server that is named, and what is wrong with either."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from workshop.doctor import Finding, stores
from workshop.serve import leftovers
from workshop.stores import postgres
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
