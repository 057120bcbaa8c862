"""The console's web server, for this machine only."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from typing import Any

import click
from werkzeug.serving import WSGIRequestHandler, make_server

from workshop.demo.api import make_app
from workshop.demo.contract import Console
from workshop.demo.door import Door
from workshop.demo.stream import Streams
from workshop.doctor.ports import who
from workshop.serve.ports import is_taken

HOST = "127.0.0.1"
CURE = "choose another port with --port"


def serve(console: Console, port: int, opened: Callable[[str], None]) -> None:
    """Serve the console until Ctrl-C; `opened` is told its address, token and all, when it listens.

    Raises click.ClickException where `port` is taken.
    """
    server = Server(console, port)
    server.start()
    try:
        opened(server.address)
        while server.thread.is_alive():
            server.thread.join(0.5)  # without an end Ctrl-C would not be heard on Windows
    finally:
        server.stop()


class Server:
    """The console on a port of this machine. Raises click.ClickException where the port is taken."""

    def __init__(self, console: Console, port: int) -> None:
        self.socket = _listening(port)
        self.streams = Streams(console)
        door = Door(port)
        self.address = door.address
        app = make_app(console, door, self.streams)
        self.server = make_server(HOST, port, app, threaded=True, request_handler=_Quiet, fd=self.socket.fileno())
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)

    def start(self) -> None:
        """Answer from now on, in threads of its own."""
        self.thread.start()

    def stop(self) -> None:
        """End it, and the streams of all pages."""
        self.streams.closing.set()
        self.server.shutdown()
        self.thread.join()
        self.socket.close()


class _Quiet(WSGIRequestHandler):
    """Writes no line for each request: the terminal is the instructor's, and the token is in one of them."""

    def log(self, type: str, message: str, *args: Any) -> None:
        pass


def refuse_taken(port: int) -> None:
    """Raises click.ClickException where the console's port is taken."""
    if is_taken(port):
        raise click.ClickException(f"port {port}, for the console, is taken by {who(port)}\nEnd it, or {CURE}.")


def _listening(port: int) -> socket.socket:
    refuse_taken(port)  # werkzeug would say less, and end the program
    try:
        return socket.create_server((HOST, port), backlog=64)
    except OSError as error:
        raise click.ClickException(f"port {port}, for the console, can't be had: {error.strerror}; {CURE}") from None
