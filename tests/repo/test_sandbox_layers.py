"""What is said of the layers, what they are made of, and what two graders on one machine share: nothing."""

from __future__ import annotations

import errno
import os
import signal
import socket
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from workshop.sandbox import cgroups, ended, entering, holding, kernel, landlock, layers, seccomp, uids
from workshop.sandbox.bpf import assemble
from workshop.sandbox.layers import STOPS, Layer
from workshop.sandbox.plan import Cage, Limits, SandboxError

linux = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")
root = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs root")

ALL = "uid landlock seccomp limits pid network mount cgroup"
KINDS = {"landlock": "ABI 7", "cgroup": "v1"}


def some(names: str, why: str = "it is missing") -> list[Layer]:
    """All layers, of which only those named hold."""
    return [
        Layer(name, True, "", what, KINDS.get(name, "")) if name in names else Layer(name, False, why, what)
        for name, what in STOPS.items()
    ]


# what is said


def test_the_line_where_all_hold() -> None:
    assert layers.line(some(ALL)) == (
        "contained by: own user, Landlock (ABI 7), seccomp, limits, PID, network and mount namespaces, "
        "control groups (v1)"
    )


def test_the_line_where_some_are_missing() -> None:
    assert layers.line(some("landlock seccomp limits pid network mount")) == (
        "contained by: Landlock (ABI 7), seccomp, limits, PID, network and mount namespaces\n"
        "without own user and control groups: it is missing"
    )


def test_the_line_on_other_systems(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernel, "LINUX", False)
    found = layers.found()
    assert [layer.holds for layer in found] == [False] * len(STOPS)
    assert layers.line(found) == (
        "not contained\nwithout own user, Landlock, seccomp, limits, PID, network and mount namespaces and "
        "control groups: it takes Linux: grading here is for trusted code"
    )
    assert layers.cage(found, 0) == Cage(())


@pytest.mark.parametrize(
    ("holding", "missing"),
    [
        (ALL, ""),
        ("uid landlock seccomp limits pid network", ""),
        ("uid landlock seccomp limits network", ""),
        ("uid seccomp limits pid network", "Landlock"),
        ("uid landlock pid network", "seccomp and limits"),
        ("uid landlock seccomp limits pid", "a network namespace (or WORKSHOP_CLOSED_NETWORK=1, where all that can be"),
    ],
)
def test_what_is_enough(monkeypatch: pytest.MonkeyPatch, holding: str, missing: str) -> None:
    monkeypatch.setattr(landlock, "abi", lambda: landlock.WITH_SIGNALS)
    found = layers.enough(some(holding))
    assert found.startswith(missing)
    assert bool(found) == bool(missing)


def test_an_old_landlock_does_not_keep_signals_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(landlock, "abi", lambda: landlock.WITH_TCP)
    assert "PID namespaces" in layers.enough(some("uid landlock seccomp limits network"))


def test_a_network_that_is_said_to_be_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(layers.CLOSED_NETWORK, "1")
    assert layers.enough(some("uid landlock seccomp limits pid")) == ""


@root
def test_root_needs_another_user() -> None:
    assert layers.enough(some("landlock seccomp limits pid network")) == "own user"


# the filter


def run(program: bytes, data: bytes) -> int:
    """What the kernel would be told by a filter of such instructions."""
    code = [struct.unpack_from("=HBBI", program, at) for at in range(0, len(program), 8)]
    register = at = 0
    while True:
        operation, then, otherwise, value = code[at]
        at += 1
        match operation:
            case 0x20:
                register = struct.unpack_from("=I", data, value)[0]
            case 0x54:
                register &= value
            case 0x05:
                at += value
            case 0x06:
                return value
            case _:
                holds = {0x15: register == value, 0x35: register >= value, 0x45: bool(register & value)}[operation]
                at += then if holds else otherwise


MACHINES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
ALLOWED, KILLED = "allowed", "killed"
CALLS = [  # name, number on each machine, arguments, what comes of it
    ("read", (0, 63), (), ALLOWED),
    ("write", (1, 64), (), ALLOWED),
    ("execve", (59, 221), (), ALLOWED),
    ("accept4", (288, 242), (), ALLOWED),
    ("connect", (42, 203), (), ALLOWED),
    ("futex", (202, 98), (), ALLOWED),
    ("openat", (257, 56), (), ALLOWED),
    ("landlock_restrict_self", (446, 446), (), ALLOWED),
    ("socket", (41, 198), (socket.AF_INET, 1 | 0o2000000, 0), ALLOWED),
    ("socket", (41, 198), (10, 1, 6), ALLOWED),
    ("socket", (41, 198), (socket.AF_INET, 2, 0), "EACCES"),
    ("socket", (41, 198), (socket.AF_INET, 1, 132), "EACCES"),
    ("socket", (41, 198), (1, 1, 0), "EACCES"),
    ("socket", (41, 198), (40, 1, 0), "EACCES"),
    ("socketpair", (53, 199), (1, 1, 0), ALLOWED),
    ("socketpair", (53, 199), (1, 2, 0), "EACCES"),
    ("bind", (49, 200), (), "EACCES"),
    ("listen", (50, 201), (), "EACCES"),
    ("sendto", (44, 206), (3, 0, 0, 0x4000), ALLOWED),
    ("sendto", (44, 206), (3, 0, 0, 0x20000000), "EPERM"),
    ("sendmsg", (46, 211), (3, 0, 0x20000000), "EPERM"),
    ("sendmmsg", (307, 269), (3, 0, 1, 0x20000000), "EPERM"),
    ("clone", (56, 220), (0x003D0F00,), ALLOWED),
    ("clone", (56, 220), (0x10000011,), "EPERM"),
    ("clone3", (435, 435), (), "ENOSYS"),
    ("unshare", (272, 97), (), "EPERM"),
    ("setns", (308, 268), (), "EPERM"),
    ("mount", (165, 40), (), "EPERM"),
    ("ptrace", (101, 117), (), "EPERM"),
    ("bpf", (321, 280), (), "EPERM"),
    ("open_by_handle_at", (304, 265), (), "EPERM"),
    ("io_uring_setup", (425, 425), (), "ENOSYS"),
    ("io_setup", (206, 0), (), "ENOSYS"),
    ("fchmodat2", (452, 452), (), "ENOSYS"),
    ("what comes after it", (999, 999), (), "ENOSYS"),
    ("prlimit64", (302, 261), (0,), ALLOWED),
    ("prlimit64", (302, 261), (1,), "EPERM"),
    ("prctl", (157, 167), (1, 9), ALLOWED),
    ("prctl", (157, 167), (1, 0), "EPERM"),
    ("ioctl", (16, 29), (0, 0x5412), "EPERM"),
    ("ioctl", (16, 29), (0, 0x5401), ALLOWED),
    ("fchmodat", (268, 53), (), ALLOWED),
]


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize(("name", "numbers", "arguments", "expected"), CALLS)
def test_what_the_filter_says(
    machine: str, name: str, numbers: tuple[int, int], arguments: tuple[int, ...], expected: str
) -> None:
    program = assemble(seccomp.decision(machine, own_user=True))
    assert _said(program, MACHINES[machine], numbers[list(MACHINES).index(machine)], arguments) == expected, name


def _said(program: bytes, architecture: int, number: int, arguments: tuple[int, ...]) -> str:
    padded = [*arguments, *([0] * (6 - len(arguments)))]
    answer = run(program, struct.pack("=IIQ6Q", number, architecture, 0, *padded))
    if answer & 0xFFFF0000 == 0x00050000:
        return errno.errorcode[answer & 0xFFFF]
    return {0x7FFF0000: ALLOWED, 0x80000000: KILLED}[answer]


def test_the_filter_ends_what_comes_from_another_architecture() -> None:
    program = assemble(seccomp.decision("x86_64", own_user=True))
    assert _said(program, MACHINES["aarch64"], 63, ()) == KILLED
    assert _said(program, 0x40000003, 20, ()) == KILLED  # i386
    assert _said(program, MACHINES["x86_64"], 0x40000000 | 39, ()) == KILLED


def test_the_graders_own_files_can_not_be_locked_up() -> None:
    program = assemble(seccomp.decision("aarch64", own_user=False))
    assert _said(program, MACHINES["aarch64"], 53, ()) == "EPERM"


# what a cage has for itself


@linux
@root
def test_two_graders_have_two_users(tmp_path: Path) -> None:
    with uids.held(3, tmp_path) as one, uids.held(3, tmp_path) as two:
        assert (one, two) == (uids.FIRST + 3, uids.FIRST + 4)
    with uids.held(3, tmp_path) as again:
        assert again == one


@linux
@root
def test_a_user_of_whom_something_still_runs_is_left_alone(tmp_path: Path) -> None:
    with subprocess.Popen(["sleep", "100"], user=uids.FIRST + 150) as left:
        with uids.held(150, tmp_path) as uid:
            assert uid != uids.FIRST + 150
        left.kill()


@linux
@root
def test_a_cage_is_whole_and_given_back() -> None:
    with holding.held(layers.found(), 5) as cage:
        assert cage.uid is not None
        assert [Path(group).is_dir() for group in cage.groups] == [True] * len(cage.groups)
    assert [Path(group).exists() for group in cage.groups] == [False] * len(cage.groups)


@linux
def test_what_a_killed_grader_left_is_swept(tmp_path: Path) -> None:
    (tmp_path / "workshop-1-0").mkdir()
    (tmp_path / "somebody-else").mkdir()
    cgroups.sweep(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["somebody-else"]


class Tree:
    """Control groups as version 2 shows them, made of plain files: no machine here has them."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.group = folder / "cgroup" / "mine"
        self.group.mkdir(parents=True)
        for name, text in {
            "cgroup.controllers": "cpu memory pids\n",
            cgroups.HANDED_DOWN: "memory pids\n",
            cgroups.PROCESSES: f"{os.getpid()}\n",
        }.items():
            (self.group / name).write_text(text)
        (folder / "own").write_text("0::/mine\n")
        (folder / "mounts").write_text(f"30 1 0:26 / {self.group.parent} rw,nosuid shared:4 - cgroup2 cgroup2 rw\n")
        monkeypatch.setattr(cgroups, "OWN", folder / "own")
        monkeypatch.setattr(cgroups, "MOUNTS", folder / "mounts")


@linux
def test_version_2_by_its_documentation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Tree(tmp_path, monkeypatch)
    assert cgroups.version(cgroups.own()) == "v2"
    with cgroups.held(Limits(memory=1000, processes=7)) as (group,):
        limits = {name: Path(group, name).read_text() for name in ("memory.max", "memory.swap.max", "pids.max")}
        assert limits == {"memory.max": "1000", "memory.swap.max": "0", "pids.max": "7"}


@linux
def test_version_2_after_moving_down_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree = Tree(tmp_path, monkeypatch)
    (tmp_path / "own").write_text(f"0::/mine/{cgroups.ABOVE}\n")
    with cgroups.held(Limits()) as (group,):
        assert Path(group).parent == tree.group


@linux
def test_version_2_with_processes_of_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree = Tree(tmp_path, monkeypatch)
    (tree.group / cgroups.HANDED_DOWN).write_text("\n")
    (tree.group / cgroups.PROCESSES).write_text(f"1\n{os.getpid()}\n")
    plain = Path.write_text

    def busy(path: Path, text: str) -> int:
        if path.name == cgroups.HANDED_DOWN:
            raise OSError(errno.EBUSY, "Device or resource busy")
        return plain(path, text)

    monkeypatch.setattr(Path, "write_text", busy)
    with pytest.raises(OSError, match=r"other processes in it.*systemd-run"), cgroups.held(Limits()):
        pass


@linux
@pytest.mark.parametrize(
    ("mounts", "own", "expected"),
    [
        ("/ /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory", "4:memory:/a/b", "/sys/fs/cgroup/memory/a/b"),
        ("/a /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory", "4:memory:/a/b", "/sys/fs/cgroup/memory/b"),
        ("/ /cg rw shared:1 master:2 - cgroup cgroup rw,cpu,memory", "4:cpu,memory:/", "/cg"),
    ],
)
def test_where_the_own_group_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mounts: str, own: str, expected: str
) -> None:
    (tmp_path / "mounts").write_text(f"30 1 0:26 {mounts}\n")
    (tmp_path / "own").write_text(f"{own}\n")
    monkeypatch.setattr(cgroups, "OWN", tmp_path / "own")
    monkeypatch.setattr(cgroups, "MOUNTS", tmp_path / "mounts")
    assert cgroups.own()["memory"] == Path(expected)


def test_a_layer_that_can_not_be_entered_is_named() -> None:
    assert str(SandboxError("seccomp", OSError(errno.EPERM, "Operation not permitted"))) == (
        "the sandbox's layer 'seccomp' could not be entered: Operation not permitted"
    )


# which limit it was


def in_child(act: Callable[[], object]) -> tuple[int, float]:
    """How a child in which this is done ends, and how many seconds of processor time it has used."""
    child = os.fork()
    if child == 0:
        act()
        os._exit(0)
    _, status, used = os.wait4(child, 0)
    return os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime


@linux
def test_time_is_told_by_its_signal() -> None:
    from workshop.sandbox import limits

    def work() -> None:
        limits.enter(Limits(cpu_seconds=1))
        while True:
            pass

    code, _ = in_child(work)
    assert ended.why(code, Cage((), limits=Limits(cpu_seconds=1))) == "it used more than 1 seconds of processor time"


@linux
@root
def test_memory_is_told_by_its_group() -> None:
    limits = Limits(memory=32 * 1024 * 1024)

    def take(group: str) -> None:
        Path(group, cgroups.PROCESSES).write_text("0")
        bytearray(64 * 1024 * 1024)

    with cgroups.held(limits) as groups:
        cage = Cage((), groups=groups, limits=limits)
        before = ended.memory_kills(cage)
        code, _ = in_child(lambda: take(groups[0]))
        assert ended.why(code, cage, killed_before=before) == "it used more than 32 MB of memory"
        assert ended.why(code, cage, killed_before=ended.memory_kills(cage)) == ""


@linux
@root
def test_who_forks_services_is_spared_when_memory_is_used_up() -> None:
    limits = Limits(memory=32 * 1024 * 1024)

    def fork(cage: Cage) -> None:
        def take() -> None:
            entering.enter(cage, folder="/", writable=[], readable=[], ports=[])
            bytearray(64 * 1024 * 1024)

        entering.join(cage)
        os._exit(100 - in_child(take)[0])

    with cgroups.held(limits) as groups:
        assert in_child(lambda: fork(Cage((), groups=groups, limits=limits)))[0] == 100 + signal.SIGKILL


@linux
@pytest.mark.parametrize(
    ("code", "seconds", "expected"),
    [
        (0, 0.0, ""),
        (3, 100.0, ""),
        (-9, 0.5, ""),
        (-9, 61.0, "it used more than 60 seconds of processor time"),
        (-24, 60.0, "it used more than 60 seconds of processor time"),
        (-25, 0.0, "it wrote a file of more than 16 MB"),
        (-31, 0.0, "it made a system call in a way that this machine's programs don't"),
    ],
)
def test_which_limit_it_was(code: int, seconds: float, expected: str) -> None:
    assert ended.why(code, Cage(()), seconds=seconds) == expected


@linux
def test_signals_have_the_numbers_of_linux() -> None:
    assert (signal.SIGXCPU, signal.SIGXFSZ, signal.SIGSYS, signal.SIGKILL) == (24, 25, 31, 9)


def test_limits_are_data() -> None:
    cage = Cage(("limits",), 61000, ("/usr/lib",), ("/group",), Limits(cpu_seconds=5))
    assert msgspec.json.decode(msgspec.json.encode(cage), type=Cage) == cage
