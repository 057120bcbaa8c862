"""What doctor sees, each with the thing itself: ports that are taken, processes left behind, programs that answer."""

from __future__ import annotations

import io
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath

import psutil
import pytest
from rich.console import Console

from small_course import until
from workshop import NEWEST_PYTHON, OLDEST_PYTHON, catalog, doctor
from workshop.catalog import ROOT
from workshop.doctor import Finding, containers, machine, ports, services
from workshop.environment.state import Description
from workshop.serve import leftovers
from workshop.serve.ports import free_port, is_taken

SECONDS = 30
posix = pytest.mark.skipif(sys.platform == "win32", reason="a program of this kind is a script of POSIX")


def only(findings: Iterator[Finding]) -> Finding:
    """The one finding there is; what is not ok must come with a cure."""
    (finding,) = findings
    assert bool(finding.cure) == (finding.state != "ok")
    return finding


# the machine


def test_this_python_is_fine() -> None:
    finding = only(machine.python())
    assert finding.state == "ok"
    assert sys.executable in finding.seen


@pytest.mark.parametrize(
    ("version", "state", "cure"),
    [
        ((OLDEST_PYTHON[0], OLDEST_PYTHON[1] - 1), "problem", "https://www.python.org/downloads/"),
        (OLDEST_PYTHON, "ok", ""),
        (NEWEST_PYTHON, "ok", ""),
        ((NEWEST_PYTHON[0], NEWEST_PYTHON[1] + 1), "note", f"python{NEWEST_PYTHON[0]}.{NEWEST_PYTHON[1]} -m workshop"),
    ],
)
def test_pythons_older_and_newer(version: tuple[int, int], state: str, cure: str) -> None:
    finding = only(machine.python(version))
    assert finding.state == state
    assert cure in finding.cure


def description(in_venv: bool, missing: tuple[str, ...] = (), mismatched: tuple[str, ...] = ()) -> Description:
    return Description(
        python=Path(sys.executable),
        version="3.13.1",
        venv=Path("/somewhere/.venv"),
        in_venv=in_venv,
        stamp_valid=True,
        dev_stamp_valid=False,
        missing=missing,
        mismatched=mismatched,
    )


@pytest.mark.parametrize(
    ("it", "state", "seen", "cure"),
    [
        (description(True), "ok", ".venv/", ""),
        (description(False), "ok", "an environment of your own", ""),
        (
            description(True, missing=("flask==3.1.3",)),
            "problem",
            "lacks flask==3.1.3",
            "delete /somewhere/.venv, then: ",
        ),
        (
            description(False, missing=("flask==3.1.3",)),
            "problem",
            "lacks flask==3.1.3",
            "-m pip install -r requirements",
        ),
        (description(True, mismatched=("flask==3.1.3, found 3.0.0",)), "note", "found 3.0.0", "python3 -m workshop"),
        (description(True, missing=tuple(f"a{n}==1" for n in range(5))), "problem", "a2==1 and 2 more", "delete"),
    ],
)
def test_packages_that_are_missing(it: Description, state: str, seen: str, cure: str) -> None:
    finding = only(machine.environment(it))
    assert finding.state == state
    assert seen in finding.seen
    assert cure in finding.cure


def test_the_running_environment_is_looked_at() -> None:
    assert only(machine.environment()).name == "environment"


def test_a_folder_that_can_be_written(tmp_path: Path) -> None:
    assert only(machine.folder(tmp_path)).state == "ok"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="/proc, which even root can't write to, is Linux's")
def test_a_folder_that_can_not_be_written() -> None:
    finding = only(machine.folder(Path("/proc/self")))
    assert finding.state == "problem"
    assert "/proc/self can't be written" in finding.seen
    assert "cp -r /proc/self ~/" in finding.cure


def test_room_on_the_disk(tmp_path: Path) -> None:
    free = shutil.disk_usage(tmp_path).free // 1_000_000
    much = free * 2 + 10
    assert only(machine.disk(tmp_path, needed=0, plenty=0)).state == "ok"
    assert only(machine.disk(tmp_path, needed=0, plenty=much)).state == "note"
    little = only(machine.disk(tmp_path, needed=much, plenty=much))
    assert little.state == "problem"
    assert f"{much:,} MB" in little.cure


WSL = "5.15.167.4-microsoft-standard-WSL2"


@pytest.mark.parametrize(
    ("root", "release", "states"),
    [
        ("/mnt/c/Users/ada/course", WSL, ["note"]),
        ("/home/ada/course", WSL, ["ok"]),
        ("/mnt/course", WSL, ["ok"]),
        ("/mnt/c/course", "6.8.0-generic", []),
    ],
)
def test_a_repository_on_the_windows_side_of_wsl(root: str, release: str, states: list[str]) -> None:
    findings = list(machine.wsl(PurePosixPath(root), release))
    assert [finding.state for finding in findings] == states
    if states == ["note"]:
        assert findings[0].cure == "copy it to the Linux side: cp -r /mnt/c/Users/ada/course ~/ && cd ~/course"


# ports


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that this process listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield int(listener.getsockname()[1])


def test_a_free_port_is_free_and_a_taken_one_is_taken(taken: int) -> None:
    assert is_taken(taken)
    assert not is_taken(free_port())


def test_a_port_whose_connections_are_just_closed_is_free() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        client = socket.create_connection(("127.0.0.1", port))
        accepted, _ = listener.accept()
        accepted.close()
        client.close()
    assert not is_taken(port)


def test_who_holds_a_port_is_told_with_a_way_around(taken: int) -> None:
    me = psutil.Process()
    assert ports.holder(taken) == me
    finding = ports.lessons_port(taken, 3)
    assert finding.state == "problem"
    assert f"{me.name()} (process {me.pid})" in finding.seen
    command, _, other = finding.cure.rpartition(" ")
    assert command.endswith("python3 -m workshop serve 3 --port")
    assert not is_taken(int(other))


def test_a_port_that_the_workshop_holds_is_only_a_note() -> None:
    listen = "import socket; s = socket.create_server(('127.0.0.1', 0)); print(s.getsockname()[1], flush=True); input()"
    command = [sys.executable, "-c", listen, "workshop.serve.warm"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        finding = ports.lessons_port(int(process.stdout.readline()), 3)
        process.kill()
    assert finding.state == "note"
    assert "the workshop itself" in finding.seen
    assert str(process.pid) in finding.cure


def test_jupyters_port_is_only_a_note(taken: int) -> None:
    finding = ports.jupyters_port(taken)
    assert finding.state == "note"
    assert str(os.getpid()) in finding.seen
    assert finding.cure


def test_the_ports_of_all_lessons_are_looked_at(tmp_path: Path, taken: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "JUPYTER", free_port())
    lesson = tmp_path / "lessons" / "03-movie-service"
    lesson.mkdir(parents=True)
    text = (catalog.find("3").starter / "lesson.toml").read_text(encoding="utf-8")
    (lesson / "lesson.toml").write_text(text.replace("port = 8001", f"port = {taken}"), encoding="utf-8")
    finding = only(ports.ports(tmp_path))
    assert (finding.name, finding.state) == (f"port {taken}", "problem")
    assert "serve 3" in finding.seen

    catalog.lessons.cache_clear()
    (lesson / "lesson.toml").write_text(text.replace("port = 8001", f"port = {free_port()}"), encoding="utf-8")
    finding = only(ports.ports(tmp_path))
    assert finding.state == "ok"
    assert str(ports.JUPYTER) in finding.seen


# services


def test_what_a_killed_run_has_left_is_ended_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leftovers, "FOLDER", tmp_path)
    assert only(services.left_overs()).state == "ok"
    owner = (
        "import subprocess, sys; from pathlib import Path; from workshop.serve import leftovers\n"
        "leftovers.FOLDER = Path(sys.argv[1])\n"
        "command = [sys.executable, '-c', 'import threading; threading.Event().wait()', 'left-behind']\n"
        "left = subprocess.Popen(command, stdout=subprocess.DEVNULL)\n"
        "leftovers.note(left.pid)\n"
        "print(left.pid)\n"
    )
    printed = subprocess.check_output([sys.executable, "-c", owner, str(tmp_path)], cwd=ROOT, text=True)
    left = psutil.Process(int(printed))
    finding = only(services.left_overs())
    assert finding.state == "note"
    assert "left-behind" in finding.seen
    until(lambda: not left.is_running() or left.status() == psutil.STATUS_ZOMBIE, "what was left has ended")
    assert only(services.left_overs()).state == "ok"


def test_how_services_are_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WORKSHOP_FORK", raising=False)
    finding = only(services.way_of_starting())
    assert finding.state == "ok"
    assert ("forked" if sys.platform == "linux" else "spare") in finding.seen


@pytest.mark.skipif(sys.platform != "linux", reason="services are forked on Linux only")
def test_a_fork_that_is_switched_off_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKSHOP_FORK", "0")
    finding = only(services.way_of_starting())
    assert (finding.state, finding.cure) == ("note", "unset WORKSHOP_FORK")


def test_a_server_that_is_not_installed_is_a_problem() -> None:
    finding = only(services.way_of_starting("no-such-server"))
    assert finding.state == "problem"
    assert "no-such-server" in finding.seen
    assert "pip install -r requirements.txt" in finding.cure


@pytest.mark.parametrize("fork", ["0", "1"])
def test_a_service_is_started_and_timed(monkeypatch: pytest.MonkeyPatch, fork: str) -> None:
    monkeypatch.setenv("WORKSHOP_FORK", fork)
    before = {process.pid for process in psutil.Process().children(recursive=True)}
    finding = only(services.a_start(slow_import=SECONDS, slow_start=SECONDS))
    assert finding.state == "ok"
    assert "s a service" in finding.seen
    assert {process.pid for process in psutil.Process().children(recursive=True)} <= before


def test_a_slow_start_is_a_note() -> None:
    assert only(services.a_start(slow_start=0.0)).state == "note"


def test_a_service_that_does_not_start_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "PROGRAM", "1 / 0")
    finding = only(services.a_start())
    assert finding.state == "problem"
    assert "ZeroDivisionError" in finding.seen


# containers

ENGINE = "case $1 in version) echo 28.5.1;; compose) {compose};; esac"
DENIED = "permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock"


@pytest.fixture
def docker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], list[Finding]]:
    """What doctor finds where `docker` is this script."""

    def found(script: str) -> list[Finding]:
        program = tmp_path / "docker"
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
        findings = list(containers.docker())
        assert [finding.name for finding in findings] == ["Docker", "Compose"]
        return findings

    return found


def test_no_docker_is_a_note_that_says_when_it_is_needed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    finding = only(containers.docker())
    assert finding.state == "note"
    assert "needed from lesson 13 on" in finding.seen
    assert "https://docs.docker.com/" in finding.cure


@posix
def test_an_engine_that_answers(docker: Callable[[str], list[Finding]]) -> None:
    engine, compose = docker(ENGINE.format(compose="echo v2.40.3"))
    assert (engine.state, engine.seen) == ("ok", "engine 28.5.1")
    assert (compose.state, compose.seen) == ("ok", "2.40.3")


@posix
@pytest.mark.parametrize(
    ("script", "says"),
    [
        ("echo 'docker: unknown command: docker compose' >&2; exit 1", "not installed; needed from lesson 14 on"),
        ("echo 1.29.2", "1.29.2 is too old"),
    ],
)
def test_no_compose(docker: Callable[[str], list[Finding]], script: str, says: str) -> None:
    engine, compose = docker(ENGINE.format(compose=script))
    assert engine.state == "ok"
    assert compose.state == "note"
    assert says in compose.seen
    assert "https://docs.docker.com/compose/install/" in compose.cure


@posix
@pytest.mark.parametrize(
    ("script", "says", "cure"),
    [
        (f"echo '{DENIED}' >&2; exit 1", "permission denied", "sudo usermod -aG docker $USER"),
        ("echo 'Cannot connect to the Docker daemon.' >&2; exit 1", "Cannot connect", "start"),
        ("exit 1", "it gave no reason", "start"),
    ],
)
def test_an_engine_that_can_not_be_reached(
    docker: Callable[[str], list[Finding]], script: str, says: str, cure: str
) -> None:
    engine, _ = docker(script)
    assert engine.state == "note"
    assert says in engine.seen
    assert "needed from lesson 13 on" in engine.seen
    assert cure in engine.cure


@posix
def test_an_engine_that_hangs(docker: Callable[[str], list[Finding]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(containers, "SECONDS", 0.2)
    engine, _ = docker("exec cat /dev/zero > /dev/null")
    assert engine.state == "note"
    assert "no answer within 0.2 seconds" in engine.seen


# all together


def shown(findings: list[Finding], encoding: str = "utf-8") -> tuple[str, int]:
    """What is printed, and the exit code."""
    file = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    code = doctor.show(findings, Console(file=file, width=80))
    file.flush()
    return file.buffer.getvalue().decode(encoding), code  # type: ignore[attr-defined] (it is the BytesIO above)


def test_everything_is_looked_at_here() -> None:
    findings = doctor.examine()
    names = [finding.name for finding in findings]
    for name in ("Python", "environment", "folder", "disk", "left-overs", "services", "a start", "Docker"):
        assert name in names
    assert all(finding.cure for finding in findings if finding.state != "ok")
    assert not [finding for finding in findings if "could not be looked at" in finding.seen]


def test_a_look_that_fails_does_not_hide_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails() -> Iterator[Finding]:
        raise RuntimeError("no idea")

    monkeypatch.setattr(machine, "python", fails)
    findings = doctor.examine(tmp_path)
    assert findings[0] == Finding("Python", "note", "could not be looked at: RuntimeError: no idea", findings[0].cure)
    assert findings[0].cure
    failed = {finding.name for finding in findings if "could not be looked at" in finding.seen}
    assert failed == {"Python", "ports"}
    assert "Docker" in {finding.name for finding in findings}


def test_problems_are_shown_with_their_cure_and_end_with_1() -> None:
    findings = [
        Finding("Python", "ok", "3.13"),
        Finding("disk", "note", "[little] room", "make room"),
        Finding("folder", "problem", "can't be written", "cp -r a b"),
    ]
    text, code = shown(findings)
    assert code == 1
    assert text.splitlines() == [
        "✓ Python            3.13",
        "· disk              [little] room",
        "                    make room",
        "✗ folder            can't be written",
        "                    cp -r a b",
        "1 problem; its cure stands below it.",
    ]


def test_notes_are_no_problem() -> None:
    text, code = shown([Finding("disk", "note", "little room", "make room")])
    assert code == 0
    assert "Nothing stands in the way" in text
    assert shown([Finding("disk", "ok", "room")]) == ("✓ disk              room\nAll is well.\n", 0)


def test_a_terminal_without_unicode_gets_words() -> None:
    text, _ = shown([Finding("disk", "ok", "room"), Finding("folder", "problem", "gone", "clone")], "ascii")
    assert text.splitlines()[:2] == ["ok disk              room", "problem folder            gone"]


def test_the_command_ends_with_the_exit_code_and_without_a_traceback() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "workshop", "doctor"], cwd=ROOT, capture_output=True, encoding="utf-8", timeout=120
    )
    assert done.returncode in (0, 1)
    assert ("problem" in done.stdout.splitlines()[-1]) == (done.returncode == 1)
    assert "Traceback" not in done.stdout + done.stderr
