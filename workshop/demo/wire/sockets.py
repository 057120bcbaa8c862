"""Sockets of the switchboard: made, prepared, connected, reset."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import struct

from workshop.demo.wire import names

BACKLOG = 1024
RESET_AT_CLOSE = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)


def listening(host: str, port: int) -> socket.socket:
    """A socket that takes connections on this port, 0 being any; raises OSError."""
    made = socket.socket()
    try:
        if os.name != "nt":  # else a port counts as taken for a minute after its last connection
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
        made.listen(BACKLOG)
        made.setblocking(False)
    except BaseException:
        made.close()
        raise
    return made


def prepare(connection: socket.socket) -> None:
    """Have each piece go on at once: what waits for a piece to be acknowledged costs 40 ms."""
    connection.setblocking(False)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


async def dial(host: str, port: int) -> socket.socket:
    """A connection to the first of the addresses of `host` that takes one; raises OSError."""
    problem = OSError(f"{host} has no address")
    for family, kind, protocol, _, address in await names.addresses(host, port):
        connection = socket.socket(family, kind, protocol)
        try:
            prepare(connection)
            await asyncio.get_running_loop().sock_connect(connection, address)
            if connection.getsockname() == connection.getpeername():
                # nobody listens, and the system has chosen this very port for our end
                raise ConnectionRefusedError(f"nobody listens on port {port}")
        except OSError as error:
            connection.close()
            problem = error
        except BaseException:
            connection.close()
            raise
        else:
            return connection
    names.forget(host, port)  # it may be elsewhere by now
    raise problem


def reset(connection: socket.socket) -> None:
    """Close it with a reset instead of an orderly end, so that what is cut looks cut."""
    with contextlib.suppress(OSError):  # macOS: the other side has reset it before
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_AT_CLOSE)
    connection.close()
