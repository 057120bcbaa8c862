"""What learner code might try in a cage: each attempt, and the layers that stop it."""

from __future__ import annotations

import ctypes
import mmap
import os
import resource
import signal
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from caged_place import Place
from workshop.catalog import ROOT

MEGABYTE = 1024 * 1024
CHILDREN = 200
X86 = os.name == "posix" and os.uname().machine == "x86_64"


@dataclass(frozen=True)
class Attempt:
    """Something to try, the layers of which each stops it, and whether only root's cage can show that they do."""

    make: Callable[[Place], object]
    stopped_by: tuple[str, ...]
    as_root: bool = False


ATTEMPTS: dict[str, Attempt] = {}


def attempt(*stopped_by: str, as_root: bool = False) -> Callable[[Callable[[Place], object]], None]:
    """Note an attempt; it raises, or gives something false, or ends its process where it is stopped."""

    def note(make: Callable[[Place], object]) -> None:
        ATTEMPTS[make.__name__.replace("_", " ")] = Attempt(make, stopped_by, as_root)

    return note


def system_call(number: int, *arguments: int | bytes | None) -> int:
    """A system call, straight; raises OSError."""
    library = ctypes.CDLL(None, use_errno=True)
    result: int = library.syscall(
        *(ctypes.c_long(each) if isinstance(each, int) else each for each in (number, *arguments))
    )
    if result == -1:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


# reading


@attempt("landlock")
def read_the_checks(_: Place) -> object:
    return (ROOT / "tests" / "03-movie-service" / "test_1_read.py").read_bytes()


@attempt("landlock")
def read_a_solution(_: Place) -> object:
    return (ROOT / "solutions" / "03-movie-service" / "movies" / "app.py").read_bytes()


@attempt("landlock")
def read_a_neighbour(place: Place) -> object:
    return place.secret.read_text()


@attempt("landlock")
def list_the_machine(_: Place) -> object:
    return list(Path("/").iterdir())


@attempt("landlock")
def read_about_processes(_: Place) -> object:
    return Path("/proc/stat").read_text()


@attempt("landlock", "uid")
def read_the_environment_of_another(place: Place) -> object:
    return Path(f"/proc/{place.victim}/environ").read_bytes()


@attempt("landlock", "uid", as_root=True)
def read_the_passwords(_: Place) -> object:
    return Path("/etc/shadow").read_bytes()


# writing


@attempt("landlock")
def write_to_a_neighbour(place: Place) -> object:
    return (place.others / "new").write_text("x")


@attempt("landlock")
def leave_something_in_shared_memory(place: Place) -> object:
    return Path("/dev/shm", place.own.parent.name).write_text("x")


@attempt("landlock", "uid")
def change_the_submission(place: Place) -> object:
    return (place.submission / "mine.py").write_text("MINE = 2\n")


@attempt("landlock", "uid")
def empty_a_file(place: Place) -> object:
    os.truncate(place.submission / "mine.py", 0)
    return True


@attempt("seccomp", "uid")
def lock_up_a_file(place: Place) -> object:
    place.secret.chmod(0o644)
    return True


@attempt("landlock", "uid")
def remove_a_file(place: Place) -> object:
    (place.submission / "mine.py").rename(place.submission / "gone.py")
    return (place.submission / "gone.py").rename(place.submission / "mine.py")


@attempt("seccomp")
def watch_a_folder(place: Place) -> object:
    library = ctypes.CDLL(None, use_errno=True)
    return library.inotify_add_watch(library.inotify_init(), bytes(place.others), 2) >= 0


# reaching others


@attempt("landlock")
def connect_to_a_port(place: Place) -> object:
    return socket.create_connection(("127.0.0.1", place.port), timeout=1)


@attempt("seccomp")
def connect_with_the_first_data(place: Place) -> object:
    with socket.socket() as client:
        return client.sendto(b"x", socket.MSG_FASTOPEN, ("127.0.0.1", place.port))


@attempt("landlock", "seccomp")
def bind_a_port(_: Place) -> object:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return True


@attempt("seccomp")
def listen_on_any_port(_: Place) -> object:
    with socket.socket() as server:
        server.listen()
        return True


@attempt("seccomp")
def send_a_datagram(place: Place) -> object:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        return client.sendto(b"x", place.udp.getsockname())


@attempt("seccomp")
def speak_a_tcp_that_landlock_does_not_know(place: Place) -> object:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, 262) as client:  # MPTCP
        return client.connect_ex(("127.0.0.1", place.port)) == 0


@attempt("seccomp")
def connect_to_a_unix_socket(place: Place) -> object:
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(place.path.getsockname())
        return True


@attempt("landlock", "seccomp")
def connect_to_an_abstract_socket(place: Place) -> object:
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(place.abstract.getsockname())
        return True


@attempt("seccomp")
def send_a_letter_from_a_pair(place: Place) -> object:
    one, _ = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    return one.sendto(b"x", place.letters.getsockname())


@attempt("seccomp")
def ask_the_kernel_about_networks(_: Place) -> object:
    return socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)


# other processes


@attempt("landlock", "pid", "uid")
def signal_another(place: Place) -> object:
    os.kill(place.victim, 0)
    return True


@attempt("pid")
def see_its_number(_: Place) -> object:
    return os.getpid() > 1


@attempt("seccomp")
def be_traced(_: Place) -> object:
    return system_call(101 if X86 else 117, 0, 0, 0, 0) == 0


@attempt("seccomp")
def read_memory(_: Place) -> object:
    return system_call(310 if X86 else 270, os.getpid(), None, 0, None, 0, 0) == 0


@attempt("seccomp")
def change_limits_by_number(_: Place) -> object:
    return resource.prlimit(os.getpid(), resource.RLIMIT_CORE)


@attempt("seccomp")
def change_a_priority(_: Place) -> object:
    os.setpriority(os.PRIO_USER, 0, 19)
    return True


@attempt("seccomp")
def outlive_its_parent(_: Place) -> object:
    return system_call(157 if X86 else 167, 1, 0, 0, 0, 0) == 0


# the kernel


@attempt("seccomp")
def new_user_namespace(_: Place) -> object:
    return system_call(272 if X86 else 97, 0x10000000) == 0


@attempt("seccomp")
def clone_into_a_namespace(_: Place) -> object:
    child = system_call(56 if X86 else 220, 0x10000000 | signal.SIGCHLD, 0, 0, 0, 0)
    if child == 0:
        os._exit(0)
    return os.waitpid(child, 0)


@attempt("seccomp")
def a_clone_that_hides_its_flags(_: Place) -> object:
    return _exists(435)


@attempt("seccomp")
def work_by_a_ring(_: Place) -> object:
    return _exists(425)


@attempt("seccomp")
def a_call_newer_than_the_table(_: Place) -> object:
    return _exists(460)


def _exists(number: int) -> bool:
    try:
        system_call(number, None, 0, 0)
    except OSError as error:
        if error.errno == 38:  # there is no such call
            raise
    return True


@attempt("seccomp")
def shared_memory_that_stays(_: Place) -> object:
    return system_call(29 if X86 else 194, 0, 4096, 0o1600) >= 0


@attempt("seccomp")
def another_personality(_: Place) -> object:
    return system_call(135 if X86 else 92, 0xFFFFFFFF) >= 0


@attempt("seccomp")
def type_into_a_terminal(_: Place) -> object:
    try:
        system_call(16 if X86 else 29, os.pipe()[0], 0x5412, b"x")
    except OSError as error:
        return error.errno == 25  # not a terminal: it was let through
    return False


if X86:

    @attempt("seccomp")
    def call_as_x32_does(_: Place) -> object:
        try:
            system_call(0x40000000 + 39)
        except OSError:
            return True
        return True

    @attempt("seccomp")
    def call_as_a_32_bit_program_does(_: Place) -> object:
        code = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
        code.write(b"\xb8\x14\x00\x00\x00\xcd\x80\xc3")  # mov eax, getpid; int 0x80; ret
        return ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(code)))()


# using up


@attempt("limits", "cgroup")
def many_processes(_: Place) -> object:
    started: list[int] = []
    try:
        for _each in range(CHILDREN):
            child = os.fork()
            if child == 0:
                signal.pause()
            started.append(child)
    finally:
        for child in started:
            os.kill(child, signal.SIGKILL)
        for child in started:
            os.waitpid(child, 0)
    return True


@attempt("limits", "cgroup")
def much_memory(_: Place) -> object:
    return bytearray(256 * MEGABYTE)


@attempt("cgroup", as_root=True)
def much_memory_in_many_processes(_: Place) -> object:
    ends = []
    for _each in range(4):
        child = os.fork()
        if child == 0:
            held = bytearray(60 * MEGABYTE)
            time.sleep(0.3 * bool(held))
            os._exit(0)
        ends.append(child)
    return not any(os.waitpid(child, 0)[1] for child in ends)


@attempt("limits")
def much_time(_: Place) -> object:
    while time.process_time() < 2.6:
        pass
    return True


@attempt("limits")
def a_large_file(place: Place) -> object:
    return (place.own / "large").write_bytes(bytes(3 * MEGABYTE))


@attempt("limits")
def many_open_files(_: Place) -> object:
    return [Path("/dev/null").open() for _ in range(300)]
