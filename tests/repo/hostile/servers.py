"""Programs that speak HTTP badly on $PORT: `python servers.py NAME`; each docstring holds pieces of the message."""

import contextlib
import os
import socket
import sys
import threading
import time
from collections.abc import Callable

HEAD = b"HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n"


def drips_its_body(client: socket.socket) -> None:
    """expected a reply
    no whole reply within 2 seconds
    """
    client.sendall(HEAD + b"\r\n")
    drip(client, b"x")


def drips_its_headers(client: socket.socket) -> None:
    """expected a reply
    no whole reply within 2 seconds
    """
    client.sendall(HEAD)
    drip(client, b"X-Drop: 1\r\n")


def promises_for_ever(client: socket.socket) -> None:
    """expected a reply
    no whole reply within 2 seconds
    """
    drip(client, b"HTTP/1.1 100 Continue\r\n\r\n")


def never_answers(_: socket.socket) -> None:
    """expected a reply
    no whole reply within 2 seconds
    """
    time.sleep(60)


def is_no_http(client: socket.socket) -> None:
    """expected a reply
    got something that is not HTTP (BadStatusLine)
    """
    client.sendall(b"SSH-2.0-OpenSSH_9.7\r\n")


def has_endless_headers(client: socket.socket) -> None:
    """expected a reply
    got something that is not HTTP
    """
    client.sendall(HEAD + b"X-More: 1\r\n" * 10_000)


def promises_more_than_comes(client: socket.socket) -> None:
    """expected a reply
    got a reply that broke off before its end (2 of 100 bytes came)
    """
    client.sendall(HEAD + b"Content-Length: 100\r\n\r\n{}")


def breaks_off_a_chunk(client: socket.socket) -> None:
    """expected a reply
    got a reply that broke off before its end
    """
    client.sendall(HEAD.replace(b"1.0", b"1.1") + b"Transfer-Encoding: chunked\r\n\r\n5\r\nab")


def hangs_up(_: socket.socket) -> None:
    """expected a reply
    got the connection closed without a reply
    """


def prints_without_end(_: socket.socket) -> None:
    """expected a reply
    it printed 16 MB; the rest was cut off
    """
    while True:
        print("x" * 9999)


def drip(client: socket.socket, drop: bytes) -> None:
    for _ in range(100):
        client.sendall(drop)
        time.sleep(0.1)


def serve(name: str) -> None:
    with socket.create_server(("127.0.0.1", int(os.environ["PORT"]))) as listener:
        while True:
            threading.Thread(target=answer, args=(globals()[name], listener.accept()[0]), daemon=True).start()


def answer(how: Callable[[socket.socket], None], client: socket.socket) -> None:
    """Take the request, then do as the case is named; who only looks whether the port is open gets nothing."""
    with client, contextlib.suppress(OSError):
        if client.recv(65536):
            how(client)


if __name__ == "__main__":
    serve(sys.argv[1])
