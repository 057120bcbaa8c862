"""The program of a room behind a gateway: answers as it is told, and keeps what arrives. Only the standard library.

`python recorder.py NAME CONTROL PORT…` listens on each PORT and takes orders on CONTROL: GET / gives what arrived,
POST / does what its JSON says, POST /ask sends a request from here and gives the reply, POST /reach only connects.
"""

from __future__ import annotations

import base64
import contextlib
import http.client
import json
import socket
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

POLL_SECONDS = 0.02
Order = dict[str, Any]


class State:
    """What it has been told, and what has arrived."""

    def __init__(self, name: str, ports: list[int]) -> None:
        self.name = name
        self.ports = ports
        self.usual: Order = {
            "status": 200,
            "headers": [["Content-Type", "application/json"]],
            "body": base64.b64encode(json.dumps({"room": name}).encode()).decode(),
        }
        self.order = self.usual
        self.arrived: list[dict[str, Any]] = []
        self.servers: list[Server] = []
        self.ending = threading.Event()

    def listen(self) -> None:
        if not self.servers:
            self.ending = threading.Event()
            self.servers = [Server(("", port), Visitor, self) for port in self.ports]

    def stop(self) -> None:
        """Nobody listens any more, and what is under way ends."""
        self.ending.set()
        for server in self.servers:
            server.close()
        self.servers = []

    def do(self, order: Order) -> None:
        """Take one order: a reply, a hang, to stop or start listening, to forget, to be as in the beginning."""
        match order.get("do"):
            case "answer" | "hang":
                self.order = order
            case "stop":
                self.stop()
            case "start":
                self.listen()
            case "forget":
                self.arrived = []
            case "reset":
                self.order, self.arrived = self.usual, []
                self.ending.set()  # whoever hangs is let go
                self.ending = threading.Event()
                self.listen()


class Server(ThreadingHTTPServer):
    """Listens on one port, in a thread of its own."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler], state: State) -> None:
        super().__init__(address, handler)
        self.state = state
        self.open: set[socket.socket] = set()
        self.serving = threading.Thread(target=self.serve_forever, args=(POLL_SECONDS,), daemon=True)
        self.serving.start()

    def process_request(self, request: Any, client_address: Any) -> None:
        self.open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self.open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever goes away early is no fault of ours."""

    def close(self) -> None:
        self.shutdown()
        self.server_close()
        for connection in list(self.open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


class Visitor(BaseHTTPRequestHandler):
    """A request that arrives: kept, and answered as was told."""

    protocol_version = "HTTP/1.1"
    server: Server

    def visit(self) -> None:
        state = self.server.state
        ending = state.ending
        at = time.time()
        state.arrived.append(
            {
                "method": self.command,
                "target": self.requestline.split(" ")[1],
                "headers": list(self.headers.items()),
                "body": base64.b64encode(self.whole_body()).decode(),
                "at": at,
                "by": self.connection.getsockname()[0],
                "from": self.client_address[0],
            }
        )
        order = state.order
        if order.get("do") == "hang":
            ending.wait()
            self.close_connection = True
            return
        body = base64.b64decode(order["body"])
        self.send_response_only(order["status"])
        for name, value in order["headers"]:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = visit

    def whole_body(self) -> bytes:
        if "chunked" not in self.headers.get("Transfer-Encoding", "").lower():
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass
        return body

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: what arrived is kept."""


class Control(Visitor):
    """Takes the orders of the check."""

    def visit(self) -> None:
        state = self.server.state
        result: Any = state.arrived
        if self.command == "POST":
            order = json.loads(self.whole_body())
            if self.path == "/ask":
                result = ask(order)
            elif self.path == "/reach":
                result = {"reached": reach(order)}
            else:
                state.do(order)
                result = {}
        body = json.dumps(result).encode()
        self.send_response_only(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = visit


def ask(order: Order) -> dict[str, Any]:
    """Send a request from here; its reply, or why none came."""
    connection = http.client.HTTPConnection(order["host"], order["port"], timeout=order["seconds"])
    try:
        body = None if order["body"] is None else base64.b64decode(order["body"])
        connection.request(order["method"], order["path"], body, order["headers"])
        reply = connection.getresponse()
        content = base64.b64encode(reply.read()).decode()
        return {"status": reply.status, "headers": reply.getheaders(), "body": content}
    except (OSError, http.client.HTTPException) as error:
        return {"problem": f"{type(error).__name__}: {error}"}
    finally:
        connection.close()


def reach(order: Order) -> bool:
    """Whether somebody listens there; nothing is sent, so that there is nothing to count or to log."""
    try:
        socket.create_connection((order["host"], order["port"]), timeout=1).close()
    except OSError:
        return False
    return True


if __name__ == "__main__":
    state = State(sys.argv[1], [int(port) for port in sys.argv[3:]])
    state.listen()
    Server(("", int(sys.argv[2])), Control, state).serving.join()
