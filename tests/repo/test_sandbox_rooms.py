"""A room keeps what is in it from everything outside, and is gone with its program or its starter."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from workshop.catalog import ROOT
from workshop.sandbox import kernel, layers, reading, room, uids
from workshop.sandbox.namespaces import STORES
from workshop.sandbox.plan import Cage
from workshop.serve.waiting import until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")

SECONDS = 10.0
Run = Callable[..., subprocess.CompletedProcess[str]]
CONNECT = "import socket, sys; socket.create_connection(('127.0.0.1', int(sys.argv[1])), 1)"


@pytest.fixture(scope="module")
def cage() -> Cage:
    cage = layers.cage(layers.found(), 41)
    if not set(layers.NAMESPACES) <= set(cage.layers):
        pytest.skip("needs namespaces")
    return cage


@pytest.fixture
def run(cage: Cage) -> Run:
    """Runs Python code in a room, as the cage says."""

    def started(code: str, *words: str, without: str = "", **options: object) -> subprocess.CompletedProcess[str]:
        kept = Cage(tuple(layer for layer in cage.layers if layer != without), cage.uid)
        command = room.command(kept, sys.executable, "-c", code, *words, **options)
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)

    return started


def test_its_network_leads_nowhere(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
        assert "refused" in run(CONNECT, port).stderr
        assert run(CONNECT, port, without="network").returncode == 0


def test_it_has_a_loopback(run: Run) -> None:
    code = """
import socket
for family, address in (socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"):
    with socket.create_server((address, 0), family=family) as server:
        socket.create_connection(server.getsockname()[:2], 1).close()
"""
    assert run(code).stderr == ""


def test_the_scratch_folder_has_a_limit(run: Run, tmp_path: Path) -> None:
    code = "import sys; open(sys.argv[1] + '/large', 'wb').write(bytes(2_000_000))"
    assert "No space left" in run(code, str(tmp_path), scratch=str(tmp_path), size=1024 * 1024).stderr
    assert run(code, str(tmp_path), scratch=str(tmp_path), size=4 * 1024 * 1024).stderr == ""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("how", ["shared memory", "private folder"])
def test_what_is_written_there_is_nobody_elses(run: Run, tmp_path: Path, how: str) -> None:
    (tmp_path / "outside").touch()
    folder = "/dev/shm" if how == "shared memory" else str(tmp_path)
    code = "import os, sys; print(os.listdir(sys.argv[1])); open(sys.argv[1] + '/workshop-inside', 'w')"
    there = [Path(STORES).name] if how == "shared memory" else []
    assert run(code, folder, private=[str(tmp_path)]).stdout == f"{there}\n"
    assert not Path(folder, "workshop-inside").exists()


def test_it_sees_no_other_process(run: Run) -> None:
    code = "import os; print(os.getpid(), sorted(name for name in os.listdir('/proc') if name.isdigit()))"
    assert run(code).stdout == "1 ['1']\n"


def test_it_ends_as_its_program_does(run: Run) -> None:
    assert run("raise SystemExit(7)").returncode == 7
    assert run("import ctypes; ctypes.string_at(0)").returncode == 128 + signal.SIGSEGV


def test_nothing_stays_behind(run: Run) -> None:
    """The room is pid 1 of its namespace: what it has started is killed with it, even what has left its session."""
    code = """
import os, sys, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(100)
    os._exit(0)
os.wait()
"""
    mark = f"left-{os.getpid()}"
    assert run(code, mark).returncode == 0
    assert until(lambda: not _running(mark), SECONDS)


def test_it_ends_with_its_starter(cage: Cage) -> None:
    mark = f"begun-{os.getpid()}"
    process = subprocess.Popen(room.command(cage, sys.executable, "-c", "import time; time.sleep(100)", mark), cwd=ROOT)
    assert until(lambda: len(_running(mark)) == 2, SECONDS)
    process.kill()
    process.wait()
    assert until(lambda: not _running(mark), SECONDS)


def _running(mark: str) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter(["cmdline"]):
        if mark in (process.info["cmdline"] or []) and process.pid != os.getpid():
            found.append(process)
    return found


def test_who_has_ended_gets_no_room(cage: Cage) -> None:
    command = room.command(cage, "true")
    command[3] = command[3].replace(f'"parent":{os.getpid()}', '"parent":1')
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr == "who wanted this room has ended\n"


def test_without_namespaces_it_is_only_the_program() -> None:
    done = subprocess.run(room.command(Cage(()), "sh", "-c", "exit 5"), cwd=ROOT)
    assert done.returncode == 5


def test_a_program_that_is_not_there() -> None:
    done = subprocess.run(room.command(Cage(()), "no-such-program"), cwd=ROOT, capture_output=True, text=True)
    assert done.stderr == "no-such-program could not be started: No such file or directory\n"


def test_elsewhere_it_is_only_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernel, "LINUX", False)
    assert room.command(Cage(()), "python", "-V") == ["python", "-V"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs root")
def test_a_closed_home_is_opened_no_further_than_needed(run: Run, tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / "needed" / "deep").mkdir(parents=True)
    (home / "else").mkdir()
    home.chmod(0o700)
    code = f"""
import os, sys
os.setresuid({uids.FIRST}, {uids.FIRST}, {uids.FIRST})
print(os.listdir(sys.argv[1]), os.listdir(sys.argv[1] + "/needed"))
[os.stat(path) for path in sys.argv[2:]]
"""
    done = run(code, str(home), *reading.homes(), needed=[str(home / "needed")])
    assert (done.stdout, done.stderr) == ("['needed'] ['deep']\n", "")
    assert (home / "else").is_dir()
