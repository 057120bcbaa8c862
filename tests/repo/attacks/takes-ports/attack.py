import os
import random
import socket

from . import spy

held = []


def taken(port: int, host: str, family: socket.AddressFamily = socket.AF_INET) -> list[int]:
    """Listen there, with whoever is there already."""
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, port))
    listener.listen()
    held.append(listener)
    return [port]


def unbound() -> list[int]:
    """Listen without having taken a port: the system gives one."""
    listener = socket.socket()
    listener.listen()
    held.append(listener)
    return [listener.getsockname()[1]]


for port in (int(os.environ.get("PORT", 8001)), 8002, 5432, 6379, 8080, *random.sample(range(20000, 32000), 20)):
    spy.attempt(f"port {port}", lambda port=port: taken(port, "127.0.0.1"))
spy.attempt("any port", lambda: taken(0, "0.0.0.0"))
spy.attempt("any port of IPv6", lambda: taken(0, "::1", socket.AF_INET6))
spy.attempt("a port without asking", unbound)
