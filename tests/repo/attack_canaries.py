"""What no attack may touch: secrets, listeners, a process and files of the test's own, outside of every cage."""

from __future__ import annotations

import contextlib
import secrets
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

import psutil

from workshop.catalog import ROOT, Lesson, find

VARIABLE = "GRADER_TOKEN"
EVERYWHERE = 0o777
ABSTRACT = "\0attack-canary"


class Canaries:
    """All of them, from making to `close`; `secret` is what must be seen nowhere."""

    def __init__(self) -> None:
        self.secret = f"s3cr3t{secrets.token_hex(12)}"
        self.folder = Path(tempfile.mkdtemp(prefix="attacked-"))  # not pytest's own, which is closed to others
        self.folder.chmod(0o755)
        self.open = self._folder("open", EVERYWHERE)
        self.victim = self._file("victim", "untouched")
        self.neighbour = self._folder("class/neighbour/movies")
        self._file("class/neighbour/movies/secret.txt", self.secret)
        self.secret_file = self._file("secret.txt", f"{self.secret}\n")
        self.secret_schema = self._file("secret.json", f'{{"const": "{self.secret}", "$ref": "#/{self.secret}"}}')
        self.process = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"])
        self.hits: list[str] = []
        self.selector = selectors.DefaultSelector()
        self.tcp = self._listens(socket.AF_INET, socket.SOCK_STREAM, ("0.0.0.0", 0))
        self.udp = self._listens(socket.AF_INET, socket.SOCK_DGRAM, ("0.0.0.0", 0))
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
            with contextlib.suppress(OSError):  # where there is no IPv6
                port = (self.tcp if kind == socket.SOCK_STREAM else self.udp).getsockname()[1]
                self._listens(socket.AF_INET6, kind, ("::", port))
        self.unix = self.folder / "docker.sock"
        self._listens(socket.AF_UNIX, socket.SOCK_STREAM, str(self.unix))
        self.unix.chmod(EVERYWHERE)
        self._listens(socket.AF_UNIX, socket.SOCK_STREAM, ABSTRACT + self.secret[-6:])
        self.ending, self.end = socket.socketpair()
        self.selector.register(self.ending, selectors.EVENT_READ)
        self.thread = threading.Thread(target=self._listen)
        self.thread.start()

    def _folder(self, name: str, mode: int = 0o755) -> Path:
        folder = self.folder / name
        folder.mkdir(parents=True)
        folder.chmod(mode)
        return folder

    def _file(self, name: str, text: str) -> Path:
        file = self.folder / name
        file.write_text(text)
        file.chmod(0o644)
        return file

    def _listens(self, family: socket.AddressFamily, kind: socket.SocketKind, address: Any) -> socket.socket:
        listener = socket.socket(family, kind)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listener.bind(address)
        if kind == socket.SOCK_STREAM:
            listener.listen()
        listener.setblocking(False)
        self.selector.register(listener, selectors.EVENT_READ)
        return listener

    def _listen(self) -> None:
        """Note who comes, and tell the secret."""
        while True:
            for key, _ in self.selector.select():
                caller: Any = key.fileobj
                if caller is self.ending:
                    return
                with contextlib.suppress(OSError):
                    if caller.type == socket.SOCK_DGRAM:
                        self.hits.append(f"a datagram from {caller.recvfrom(100)[1]}")
                    else:
                        connection, address = caller.accept()
                        self.hits.append(f"a {caller.family.name} connection from {address!r}")
                        connection.sendall(self.secret.encode())
                        connection.close()

    def given(self, lesson: Lesson, grading: int) -> dict[str, Any]:
        """What an attacker knows: all but the secret."""
        checks = sorted(lesson.checks.glob("*.py"))
        books = sorted((find("5").solution / "books").glob("*.py"))
        return {
            "root": str(ROOT),
            "checks": [str(path) for path in checks],
            "solution": str(lesson.solution),
            "sibling": [str(path) for path in books],
            "neighbour": str(self.neighbour.parent),
            "open_folder": str(self.open),
            "secret_file": str(self.secret_file),
            "secret_schema": str(self.secret_schema),
            "victim": str(self.victim),
            "variable": VARIABLE,
            "pid": self.process.pid,
            "tcp": self.tcp.getsockname()[1],
            "udp": self.udp.getsockname()[1],
            "unix": [str(self.unix), ABSTRACT + self.secret[-6:]],
            "hosts": addresses(),
            "grading": grading,
        }

    def disturbed(self) -> list[str]:
        """What has been done to them since they were asked last, in words; they are as before then."""
        found, self.hits = self.hits, []
        found = [f"there was {hit}" for hit in found]
        for path in [*self.open.iterdir()]:
            found.append(f"{path.name} was written outside")
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
        if self.victim.read_text() != "untouched":
            found.append("the file of somebody else was changed")
            self.victim.write_text("untouched")
        process = psutil.Process(self.process.pid)
        if self.process.poll() is not None or process.status() not in (psutil.STATUS_SLEEPING, psutil.STATUS_IDLE):
            found.append(f"the process of the test is {process.status()}")
        if process.nice() != psutil.Process().nice():
            found.append("the process of the test has another niceness")
        return found

    def close(self) -> None:
        self.end.send(b"x")
        self.thread.join()
        for key in [*self.selector.get_map().values()]:
            key.fileobj.close()  # type: ignore[union-attr]
        self.end.close()
        self.selector.close()
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        shutil.rmtree(self.folder)


def addresses() -> list[str]:
    """The IPv4 addresses of this machine, the loopback's first."""
    found = [address.address for each in psutil.net_if_addrs().values() for address in each]
    return ["127.0.0.1", *sorted({ip for ip in found if ip.count(".") == 3 and not ip.startswith("127.")})]


def left_in_memory(uid: int | None) -> list[str]:
    """What System V keeps of this user after its processes: each segment, set of semaphores and queue."""
    found = []
    for kind in ("shm", "sem", "msg"):
        with contextlib.suppress(OSError):
            names, *rows = (line.split() for line in Path("/proc/sysvipc", kind).read_text().splitlines())
            found += [f"{kind} {row[1]}" for row in rows if int(row[names.index("cuid")]) == uid]
    return found


def left_in_folders(uid: int | None) -> list[str]:
    """Files of this user in the folders that everybody shares."""
    found = []
    for place in ("/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue"):
        for path in Path(place).iterdir() if uid and Path(place).is_dir() else ():
            with contextlib.suppress(OSError):  # somebody else's, gone meanwhile
                found += [str(path)] if path.lstat().st_uid == uid else []
    return found
