"""Between a service and its cache: lets one of the service's commands wait until the check lets it go."""

import socket
import socketserver
import threading
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

SIZE = 65536
SECONDS = 30.0


class Relay(socketserver.ThreadingTCPServer):
    """Passes on all that services and the cache at `address` say; `url` is where services find the cache then."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, address: str) -> None:
        super().__init__(("127.0.0.1", 0), Connection)
        cache = urlsplit(address)
        self.behind = cache.hostname, cache.port
        who = cache.netloc.rpartition("@")[0]
        self.url = cache._replace(netloc=f"{who}@127.0.0.1:{self.server_address[1]}").geturl()
        self.counting = threading.Lock()
        self.passing: int | None = None  # how many commands pass before the one that waits; None: none waits
        self.waiting, self.may_go = threading.Event(), threading.Event()
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    def hold(self, after: int) -> None:
        """Let the command wait that comes after so many others."""
        with self.counting:
            self.waiting, self.may_go = threading.Event(), threading.Event()
            self.passing = after

    def release(self) -> None:
        """Let it go, and none wait any more."""
        with self.counting:
            self.passing = None
            self.may_go.set()

    def command(self) -> None:
        """Called before each command is passed on."""
        with self.counting:
            chosen, may_go = self.passing == 0, self.may_go
            if self.passing is not None:
                self.passing -= 1  # below 0: the others pass
            if chosen:
                self.waiting.set()
        if chosen:
            may_go.wait(SECONDS)

    def close(self) -> None:
        self.release()
        self.shutdown()
        self.server_close()


class Connection(socketserver.BaseRequestHandler):
    """One connection of a service, and the one to the cache behind it."""

    server: Any

    def handle(self) -> None:
        with suppress(OSError), socket.create_connection(self.server.behind) as cache:
            threading.Thread(target=pump, args=(cache, self.request), daemon=True).start()
            pump(self.request, cache, self.server.command)


def pump(source: socket.socket, target: socket.socket, before: Any = lambda: None) -> None:
    """Pass on what comes, until nothing more does."""
    with suppress(OSError):
        while said := source.recv(SIZE):
            before()
            target.sendall(said)
    with suppress(OSError):
        target.shutdown(socket.SHUT_RDWR)
