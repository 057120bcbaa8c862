"""HTTP over connections that look at the clock before each piece they wait for: head, body and all.

http.client reads and writes through the socket that it is given. This one knows how long it may still wait, and how
much may still come. So nothing above it has to look at the clock, and even dripped headers come to an end.
"""

import socket
import ssl
from collections import deque
from http.client import HTTPConnection, HTTPException, HTTPMessage, HTTPResponse
from typing import Any, NamedTuple
from urllib.parse import SplitResult

from authors.clock import Deadline

Origin = tuple[str, str, int]

MOST_IDLE = 32
MOST_BYTES = 2**20  # of a body
MOST_AROUND = 2**18  # of everything else: headers, the sizes of chunks


class TooLong(Exception):
    """More came than anybody would send who means well."""


class HungUp(ConnectionError):
    """The other side closed the connection instead of answering."""


class Bounded:
    """Beside a socket class: waits as long as the deadline says, and takes in so many bytes."""

    deadline: Deadline
    room: int

    def recv_into(self, *arguments: Any) -> int:
        self.settimeout(self.deadline.left())
        size: int = super().recv_into(*arguments)
        self.room -= size
        if self.room < 0:
            raise TooLong
        return size

    def sendall(self, data: Any, flags: int = 0) -> None:
        self.settimeout(self.deadline.left())
        super().sendall(data, flags)


class Plain(Bounded, socket.socket):
    pass


class Secure(Bounded, ssl.SSLSocket):
    pass


class Answer(NamedTuple):
    status: int
    headers: HTTPMessage
    body: bytes


class Line:
    """Connections to one origin. A thread takes one out, alone, and puts it back when the answer is complete."""

    def __init__(self, origin: Origin) -> None:
        self._scheme, self._host, self._port = origin
        self._idle: deque[HTTPConnection] = deque(maxlen=MOST_IDLE)

    def get(self, target: str, deadline: Deadline) -> Answer:
        """One answer, whatever its status. Raises OSError, HTTPException, TooLong or ValueError."""
        try:
            connection = self._idle.pop()
        except IndexError:
            return self._exchange(self._dial(deadline), target, deadline)
        try:
            return self._exchange(connection, target, deadline)
        except HungUp:
            # the connection was kept too long; who only reads may ask again
            return self._exchange(self._dial(deadline), target, deadline)

    def _exchange(self, connection: HTTPConnection, target: str, deadline: Deadline) -> Answer:
        whole = False
        try:
            connection.sock.deadline, connection.sock.room = deadline, MOST_BYTES + MOST_AROUND
            response = asked(connection, target)
            # a byte more than there may be, to see whether there is more
            body = response.read(MOST_BYTES + 1)
            if len(body) > MOST_BYTES:
                raise TooLong
            if response.length:
                raise HTTPException(f"the answer broke off {response.length} bytes before its end")
            whole = response.isclosed() or not response.read(1)
            return Answer(response.status, response.headers, body)
        finally:
            if whole and connection.sock is not None:
                self._idle.append(connection)
            else:
                connection.close()

    def _dial(self, deadline: Deadline) -> HTTPConnection:
        connection = HTTPConnection(self._host, self._port)
        connection.auto_open = False
        problem = OSError(f"{self._host} has no address")
        for family, kind, protocol, _, address in socket.getaddrinfo(self._host, self._port, type=socket.SOCK_STREAM):
            sock = Plain(family, kind, protocol)
            try:
                sock.settimeout(deadline.left())
                sock.connect(address)
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                connection.sock = secured(sock, self._host) if self._scheme == "https" else sock
                return connection
            except OSError as error:
                sock.close()
                problem = error
        raise problem


def asked(connection: HTTPConnection, target: str) -> HTTPResponse:
    try:
        connection.request("GET", target, headers={"Accept": "application/json"})
        return connection.getresponse()
    except ConnectionError as error:
        raise HungUp(str(error)) from error


def secured(sock: socket.socket, host: str) -> ssl.SSLSocket:
    context = ssl.create_default_context()
    context.sslsocket_class = Secure
    return context.wrap_socket(sock, server_hostname=host)


def origin(parts: SplitResult) -> Origin:
    """Whom an address leads to; raises ValueError when it leads nowhere."""
    ports = {"http": 80, "https": 443}
    if parts.scheme not in ports or not parts.hostname:
        raise ValueError(f"{parts.scheme}://{parts.netloc} is no address on the web")
    return parts.scheme, parts.hostname, ports[parts.scheme] if parts.port is None else parts.port
