"""The warm parent: a process that has already imported the frameworks and forks a service at each request.

A program of its own (`python -m workshop.serve.warm DESCRIPTOR [--cage JSON] MODULE…`), so that learner code never
shares a process with the checks; with a cage each service is contained before its first line is read. It inherits a
listening Unix socket. Each connection is one service: a line with the Launch comes in, a newline says that it is begun,
reports go out, and when the other side closes it (or dies) the service and all it left behind is killed. It ends when
its standard input does.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import selectors
import signal
import socket
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from workshop.serve import child
from workshop.serve.launch import Failed, Left, Report, command_line, decode_launch, encode
from workshop.serve.preload import preload

if TYPE_CHECKING:
    from workshop.serve.contained import Containment


def main(descriptor: int, modules: Iterable[str], cage: str = "") -> None:
    """Import `modules`, then serve launches on the listening socket `descriptor` until standard input ends."""
    preload(modules)
    child.rehearse()
    adopt_orphans()
    listener = socket.socket(fileno=descriptor)
    gc.freeze()
    Parent(listener, _containment(cage) if cage else None).run()


def adopt_orphans() -> None:
    """Become the parent of what services leave behind, so that it can be killed (Linux)."""
    if sys.platform == "linux":
        set_child_subreaper = 36
        ctypes.CDLL(None, use_errno=True).prctl(set_child_subreaper, 1)


def _containment(cage: str) -> Containment:
    from workshop.serve.contained import Containment  # which those don't need who check what is their own

    return Containment(cage)


class Parent:
    """Forks services and ends them; one connection is one service."""

    def __init__(self, listener: socket.socket, containment: Containment | None) -> None:
        self.listener = listener
        self.containment = containment
        self.services: dict[socket.socket, int] = {}
        self.selector = selectors.DefaultSelector()
        self.wakeup, self.waker = socket.socketpair()
        self.waker.setblocking(False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self.waker.fileno())

    def run(self) -> None:
        register = self.selector.register
        register(sys.stdin, selectors.EVENT_READ, lambda _: self.finish())
        register(self.listener, selectors.EVENT_READ, lambda _: self.accept())
        register(self.wakeup, selectors.EVENT_READ, lambda _: self.reap())
        while True:
            for key, _ in self.selector.select():
                key.data(key.fileobj)

    def accept(self) -> None:
        connection, _ = self.listener.accept()
        line = connection.makefile("rb").readline()
        if not line:
            connection.close()
            return
        with contextlib.suppress(OSError):
            connection.sendall(b"\n")
        if self.containment:
            self.containment.before_fork()
        pid = os.fork()
        if pid == 0:
            self.become(connection, line)
        self.services[connection] = pid
        self.selector.register(connection, selectors.EVENT_READ, self.end)

    def become(self, connection: socket.socket, line: bytes) -> None:
        """In the child: let go of the parent's things, then serve; never returns."""
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            self.selector.close()
            self.listener.close()
            for other in self.services:
                other.close()
            os.setsid()
            child.die_with_parent()
            stdin = os.open(os.devnull, os.O_RDONLY)
            os.dup2(stdin, 0)
            os.close(stdin)
            if self.containment:
                self.containment.let_go(connection.fileno())

            def report(message: Report) -> None:
                with contextlib.suppress(OSError):
                    connection.sendall(encode(message))

            launch = decode_launch(line)

            def contain() -> None:
                if self.containment:
                    self.containment.enter(launch)

            child.become(launch, report, contain)
        except SystemExit as ended:
            os._exit(ended.code if isinstance(ended.code, int) else 1)
        except BaseException as error:
            with contextlib.suppress(OSError):
                connection.sendall(encode(Failed(f"the service could not be started: {error!r}")))
            os._exit(1)
        os._exit(0)

    def end(self, connection: socket.socket) -> None:
        """The other side is done with this service."""
        pid = self.services.pop(connection)
        self.selector.unregister(connection)
        _kill_group(pid)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, 0)
        left = self.sweep(pid)
        with contextlib.suppress(OSError):
            connection.sendall(encode(Left(0, tuple(left))))
        connection.close()

    def reap(self) -> None:
        """Collect what has ended; tell the other side when it was a service."""
        with contextlib.suppress(BlockingIOError):
            self.wakeup.recv(4096, socket.MSG_DONTWAIT)
        with contextlib.suppress(ChildProcessError):
            while (ended := os.wait4(-1, os.WNOHANG))[0]:
                for connection, pid in self.services.items():
                    if pid == ended[0]:
                        _kill_group(pid)
                        code = os.waitstatus_to_exitcode(ended[1])
                        why = (
                            self.containment.why(code, ended[2].ru_utime + ended[2].ru_stime)
                            if self.containment
                            else ""
                        )
                        with contextlib.suppress(OSError):
                            connection.sendall(encode(Left(code, why=why)))

    def sweep(self, group: int = 0) -> list[str]:
        """Kill the orphans that this process has adopted; their command lines.

        Those of the process group `group` have been killed with it a moment ago, and are only waited for.
        """
        left = []
        while orphans := _children() - set(self.services.values()):  # one that ends may leave its own
            for pid in orphans:
                with contextlib.suppress(OSError):
                    words = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").strip("\0").split("\0")
                    os.kill(pid, signal.SIGKILL)
                    if os.getpgid(pid) != group:
                        left.append(command_line(words))
                with contextlib.suppress(ChildProcessError):
                    os.waitpid(pid, 0)
        return left

    def finish(self) -> None:
        for pid in self.services.values():
            _kill_group(pid)
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, 0)
        self.sweep()
        os._exit(0)


def _kill_group(pid: int) -> None:
    with contextlib.suppress(OSError):
        os.killpg(pid, signal.SIGKILL)
    with contextlib.suppress(OSError):
        os.kill(pid, signal.SIGKILL)


def _children() -> set[int]:
    """The pids of this process's children (Linux; elsewhere nothing is adopted)."""
    try:
        return {int(pid) for pid in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()}
    except OSError:
        return set()


if __name__ == "__main__":
    descriptor, *words = sys.argv[1:]
    contained = words[:1] == ["--cage"]
    main(int(descriptor), words[2:] if contained else words, words[1] if contained else "")
