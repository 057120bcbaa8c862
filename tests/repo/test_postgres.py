"""The PostgreSQL server of the workshop's own: real, on TCP, one role a database, gone without a trace."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import psycopg2
import pytest

from workshop.serve import leftovers
from workshop.serve.waiting import until
from workshop.stores import postgres
from workshop.stores.databases import CONNECTIONS, Database, Databases
from workshop.stores.postgres import PostgresError, Server

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals as POSIX has them")


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    server = Server(leftovers.new_mark())
    yield server
    server.close()


@pytest.fixture
def databases(server: Server) -> Iterator[Databases]:
    databases = Databases(server.url, "t")
    yield databases
    databases.drop_all()
    databases.close()


def ask(url: str, statement: str, seconds: int = 3) -> list[tuple[object, ...]]:
    """The rows that a statement gives in the database at `url`."""
    connection = psycopg2.connect(url, connect_timeout=seconds)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def take_all(url: str, held: list[Any]) -> None:
    """Connect until that is refused, which is raised."""
    while True:
        held.append(psycopg2.connect(url))


def other(made: Database, name: str) -> str:
    """The address of another database for the role of `made`."""
    return f"{made.url.rpartition('/')[0]}/{name}"


def test_it_is_a_postgresql_of_today(server: Server) -> None:
    ((version,),) = ask(server.url, "SHOW server_version_num")
    assert int(str(version)) >= 180000


def test_letters_of_any_language_have_two_cases(databases: Databases) -> None:
    assert ask(databases.create().url, "SELECT lower('ÅSA@ØST.EXAMPLE')") == [("åsa@øst.example",)]


def test_a_role_owns_its_database_and_opens_no_other(server: Server, databases: Databases) -> None:
    mine, theirs = databases.create(), databases.create()
    ask(mine.url, "CREATE TABLE things (id int)")
    for name in (theirs.name, "postgres", "template1"):
        with pytest.raises(psycopg2.OperationalError, match=r"authentication failed|no pg_hba"):
            ask(other(mine, name), "SELECT 1")
    ((superuser, makes_databases, makes_roles),) = ask(
        server.url, f"SELECT rolsuper, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = '{mine.name}'"
    )
    assert (superuser, makes_databases, makes_roles) == (False, False, False)


def test_the_password_is_asked_for(databases: Databases) -> None:
    made = databases.create()
    with pytest.raises(psycopg2.OperationalError, match="password"):
        ask(made.url.replace(made.url.split(":")[2].split("@")[0], "guess"), "SELECT 1")


def test_a_copy_of_a_template_may_be_changed_and_dropped(databases: Databases) -> None:
    template = databases.create(name="t_x_template")
    ask(template.url, "CREATE TABLE things (id int)")
    one, two = databases.create(template), databases.create(template)
    ask(one.url, "INSERT INTO things VALUES (1)")
    ask(one.url, "ALTER TABLE things ADD COLUMN name text")
    assert ask(one.url, "SELECT * FROM things") == [(1, None)]
    assert ask(two.url, "SELECT * FROM things") == []
    databases.drop_all()
    assert not databases.exists(template.name)


def test_connections_are_seen_and_cut(databases: Databases) -> None:
    made = databases.create()
    connection = psycopg2.connect(made.url)
    connection.cursor().execute("SELECT 1")
    assert databases.connections(made.name) == ["idle in transaction"]
    databases.cut(made.name)
    assert databases.connections(made.name) == []
    with pytest.raises(psycopg2.OperationalError):
        connection.cursor().execute("SELECT 1")


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER DATABASE {own} IS_TEMPLATE true",
        "ALTER DATABASE {own} CONNECTION LIMIT 0",
        "GRANT CONNECT ON DATABASE {own} TO {other}",
        "CREATE TABLE things (id int); GRANT ALL ON things TO {other}",
        "ALTER ROLE {own} SET statement_timeout = 1",
        "ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO {other}",
    ],
)
def test_nothing_that_a_role_may_do_keeps_its_database(databases: Databases, statement: str) -> None:
    own, other = databases.create(), databases.create()
    for mine, theirs in ((own, other), (other, own)):
        ask(mine.url, statement.format(own=mine.name, other=theirs.name))
    assert databases.drop_all() == []
    assert not databases.exists(own.name)
    assert databases._ask("SELECT rolname FROM pg_roles WHERE rolname LIKE 't\\_%%'") == []


def test_a_database_in_use_is_dropped(databases: Databases) -> None:
    made = databases.create()
    connection = psycopg2.connect(made.url)
    connection.cursor().execute("CREATE TABLE things (id int)")
    assert databases.drop_all() == []
    assert not databases.exists(made.name)


def test_what_can_not_be_dropped_keeps_nothing_else(server: Server, databases: Databases) -> None:
    stays, goes = databases.create(name="t_a"), databases.create(name="t_b")
    elsewhere = Databases(server.url, "other")
    outside = elsewhere.create()
    ask(server.url, f"ALTER DATABASE {outside.name} OWNER TO {stays.name}")
    assert databases.drop_all() == [stays.name]
    assert not databases.exists(stays.name)
    assert not databases.exists(goes.name)
    elsewhere.drop_all()
    elsewhere.close()


def test_a_role_gets_its_share_of_connections_and_the_grader_always_one(server: Server, databases: Databases) -> None:
    made = [databases.create() for _ in range(7)]
    held: list[Any] = []
    for each in made[:6]:
        with pytest.raises(psycopg2.OperationalError, match="too many connections for role"):
            take_all(each.url, held)
    assert len(held) == 6 * CONNECTIONS
    with pytest.raises(psycopg2.OperationalError, match="remaining connection slots are reserved"):
        take_all(made[6].url, held)
    assert ask(server.url, "SELECT 1") == [(1,)]
    for connection in held:
        connection.close()


@posix
def test_a_question_ends_with_who_asked_it(databases: Databases) -> None:
    made = databases.create()
    connection = psycopg2.connect(made.url, async_=True)
    while connection.poll() != psycopg2.extensions.POLL_OK:
        pass
    connection.cursor().execute("SELECT count(*) FROM generate_series(1, 100000000000)")
    assert until(lambda: databases.connections(made.name) == ["active"], 5)
    connection.close()
    assert until(lambda: databases.connections(made.name) == [], 10)


@posix
def test_a_killed_server_comes_back_with_what_was_committed() -> None:
    server = Server(leftovers.new_mark())
    databases = Databases(server.url)
    made = databases.create()
    ask(made.url, "CREATE TABLE things (id int)")
    family = [process.pid for process in psutil.Process(server.process.pid).children()] if server.process else []
    server.kill()
    assert family
    assert not any(runs(pid) for pid in family)
    with pytest.raises(psycopg2.OperationalError):
        ask(made.url, "SELECT 1")
    server.start()
    assert ask(made.url, "SELECT * FROM things") == []
    folder = server.folder
    server.close()
    assert not folder.exists()


@posix
def test_a_frozen_server_takes_connections_and_says_nothing(server: Server, databases: Databases) -> None:
    made = databases.create()
    connection = psycopg2.connect(made.url)
    server.freeze()
    try:
        assert all(
            process.status() == psutil.STATUS_STOPPED
            for process in psutil.Process(server.process.pid).children()  # type: ignore[union-attr]
        )
        with pytest.raises(psycopg2.OperationalError, match="timeout expired"):
            ask(made.url, "SELECT 1", seconds=1)
    finally:
        server.thaw()
    connection.cursor().execute("SELECT 1")
    connection.close()


def test_data_is_kept_in_a_folder_that_is_given(tmp_path: Path) -> None:
    server = Server(leftovers.new_mark(), tmp_path / "postgres")
    databases = Databases(server.url)
    ask(databases.create(name="kept").url, "CREATE TABLE things (id int)")
    databases.close()
    server.close()
    again = Server(leftovers.new_mark(), tmp_path / "postgres")
    try:
        databases = Databases(again.url)
        assert databases.exists("kept")
        assert ask(databases.admit("kept").url, "SELECT * FROM things") == []
        databases.close()
    finally:
        again.close()


def test_where_there_is_no_wheel_a_server_can_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres.importlib.util, "find_spec", lambda _: None)
    with pytest.raises(PostgresError, match="WORKSHOP_POSTGRES_URL=postgresql://"):
        postgres.programs()


def runs(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
