"""In a room what the stores keep has memory of its own: whatever is written there, nobody else lacks any."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

if sys.platform != "linux":
    pytest.skip("rooms are Linux's", allow_module_level=True)

from workshop.catalog import ROOT
from workshop.sandbox import holding, layers, room
from workshop.sandbox.begin import STORED

FILL = """
import contextlib, json, multiprocessing, shutil
from pathlib import Path
import psycopg2
from workshop.serve import leftovers
from workshop.stores.postgres import Server
from workshop.stores.databases import Databases

server = Server(leftovers.new_mark())
databases = Databases(server.url)
connection = psycopg2.connect(databases.create().url)
connection.autocommit = True
cursor = connection.cursor()
cursor.execute("CREATE TABLE filling (x text)")
cursor.execute("ALTER TABLE filling ALTER x SET STORAGE EXTERNAL")
said, folder, full = "", str(server.folder), shutil.disk_usage(server.folder)
while not said:
    full = shutil.disk_usage(server.folder)  # afterwards some may be free again: PostgreSQL mends what was cut short
    try:
        cursor.execute("INSERT INTO filling SELECT repeat('x', 1000000) FROM generate_series(1, 15)")
    except psycopg2.Error as error:
        said = type(error).__name__
value = multiprocessing.get_context("fork").Value("i", 7)
server.close()
again = Server(leftovers.new_mark())
works, shared = not again._problem(), shutil.disk_usage("/dev/shm").total
print(json.dumps([folder, said, full.total, full.free, value.value, works, shared]))
again.close()
"""
SLOT = 153


def test_a_full_postgresql_takes_room_from_nobody_and_the_next_one_has_all() -> None:
    found = layers.found()
    if not {"mount", "network"} <= {layer.name for layer in found if layer.holds}:
        pytest.skip("needs namespaces")
    with holding.held(found, SLOT) as cage:
        done = subprocess.run(
            room.command(cage, sys.executable, "-c", FILL), cwd=ROOT, capture_output=True, check=False, timeout=120
        )
    assert done.returncode == 0, done.stderr.decode()
    folder, said, total, free, value, again, shared = json.loads(done.stdout)
    assert folder.startswith("/dev/shm/stores/")
    assert said in ("DiskFull", "OperationalError", "InterfaceError")
    assert (total, value, again) == (STORED, 7, True)
    assert free < STORED / 10
    assert shared < STORED
