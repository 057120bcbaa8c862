"""What is around a cage in the tests of the sandbox: folders, and servers and a process of somebody else."""

from __future__ import annotations

import os
import signal
import socket
from pathlib import Path

from gunicorn import sock
from gunicorn.config import Config
from gunicorn.glogging import Logger

from workshop.sandbox import kernel


class Place:
    """What is around the cage: folders, and servers of somebody else."""

    def __init__(self, folder: Path) -> None:
        self.submission = folder / "submission"
        self.own = folder / "own"
        self.others = folder / "others"
        for each in (self.submission, self.own, self.others):
            each.mkdir()
        self.others.chmod(0o777)
        self.secret = self.others / "secret"
        self.secret.write_text("secret")
        (self.submission / "mine.py").write_text("MINE = 1\n")
        self.tcp = socket.create_server(("127.0.0.1", 0))
        self.given = socket.create_server(("127.0.0.1", 0))
        self.port = self.tcp.getsockname()[1]
        self.given_port = self.given.getsockname()[1]
        # gunicorn listens itself when it makes its sockets
        log = Logger(Config())
        self.serving = sock.create_sockets(log.cfg, log, [self.given.detach()])
        self.nobody = _bound(socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 0))  # who doesn't listen
        self.closed_port = self.nobody.getsockname()[1]
        self.udp = _bound(socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 0))
        self.path = _bound(socket.AF_UNIX, socket.SOCK_STREAM, str(folder / "stream"))
        self.letters = _bound(socket.AF_UNIX, socket.SOCK_DGRAM, str(folder / "letters"))
        self.abstract = _bound(socket.AF_UNIX, socket.SOCK_STREAM, f"\0{folder}")
        for listener in (self.path, self.abstract):
            listener.listen()
        for name in ("stream", "letters"):
            (folder / name).chmod(0o777)
        self.victim = os.fork()
        if not self.victim:
            kernel.drop_capabilities()
            signal.pause()


def _bound(family: int, kind: int, address: object) -> socket.socket:
    bound = socket.socket(family, kind)
    bound.bind(address)  # type: ignore[arg-type]
    return bound
