"""The servers that services keep data in: PostgreSQL from lesson 4 on, Valkey from lesson 11 on.

Each is the package's own, or one that the environment names.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg2

from workshop.doctor.finding import Finding
from workshop.stores import valkey as own_valkey
from workshop.stores.caches import Caches
from workshop.stores.choice import external
from workshop.stores.postgres import VARIABLE, PostgresError, Server
from workshop.stores.valkey import ValkeyError

RIGHTS = "SELECT rolsuper OR (rolcreatedb AND rolcreaterole) FROM pg_roles WHERE rolname = current_user"
FORM = f"{VARIABLE}=postgresql://user:password@host:5432/postgres"


def postgres() -> Iterator[Finding]:
    """Whether there is a PostgreSQL in which databases and roles can be made."""
    if address := external():
        yield _external(address)
        return
    began = time.monotonic()
    try:
        server = Server()
    except PostgresError as error:
        cure = f"have a server of your own for lessons 4 and later: set {FORM}"
        yield Finding("PostgreSQL", "problem", str(error).splitlines()[0], cure)
        return
    seconds = time.monotonic() - began
    try:
        version, _ = _ask(server.url)
    finally:
        server.close()
    yield Finding("PostgreSQL", "ok", f"{version} from its package, started in {seconds:.2f} s")


def _external(address: str) -> Finding:
    try:
        version, may = _ask(address)
    except psycopg2.Error as error:
        said = str(error).strip().splitlines()[0]
        cure = f"start that server, or correct the address ({FORM}), or unset {VARIABLE} to use the package's own"
        return Finding("PostgreSQL", "problem", f"the server that {VARIABLE} names can't be used: {said}", cure)
    if not may:
        cure = f"in that server: ALTER ROLE … CREATEDB CREATEROLE; or unset {VARIABLE} to use the package's own"
        return Finding("PostgreSQL", "problem", f"the role in {VARIABLE} may not make databases and roles", cure)
    return Finding("PostgreSQL", "ok", f"{version} at the address in {VARIABLE}")


def _ask(address: str) -> tuple[str, bool]:
    """Its version, and whether the role may make databases and roles; raises psycopg2.Error."""
    connection = psycopg2.connect(address, connect_timeout=5)
    try:
        with connection.cursor() as cursor:
            cursor.execute(RIGHTS)
            (may,) = cursor.fetchone() or (False,)
        major, minor = divmod(connection.server_version, 10000)
        return f"{major}.{minor}", bool(may)
    finally:
        connection.close()


def valkey() -> Iterator[Finding]:
    """Whether there is a Valkey, or a Redis, in which a database is free."""
    if address := external(own_valkey.VARIABLE):
        yield _external_valkey(address)
        return
    began = time.monotonic()
    try:
        server = own_valkey.Server()
    except ValkeyError as error:
        cure = f"{own_valkey.ELSEWHERE}; lessons 1 to 10 do without"
        yield Finding("Valkey", "note", str(error).splitlines()[0], cure)
        return
    seconds = time.monotonic() - began
    try:
        version = _version(server.url, ours=True)
    finally:
        server.close()
    yield Finding("Valkey", "ok", f"{version} from its package, started in {seconds:.2f} s")


def _external_valkey(address: str) -> Finding:
    try:
        version = _version(address, ours=False)
    except ValkeyError as error:
        cure = f"start that server and have a database free in it, or correct the address ({own_valkey.FORM})"
        return Finding("Valkey", "problem", str(error).splitlines()[0], cure)
    return Finding("Valkey", "ok", f"{version} at the address in {own_valkey.VARIABLE}")


def _version(address: str, ours: bool) -> str:
    """The version of a server that can lend a database; raises ValkeyError."""
    with tempfile.TemporaryDirectory() as folder:
        caches = Caches(address, Path(folder), ours)
        try:
            return caches.lend().version()
        finally:
            caches.close()
