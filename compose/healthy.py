"""Ends with 0 when the service of this container answers GET /health with 200: what the engine asks again and again."""

import os
import socket
import sys

with socket.create_connection(("127.0.0.1", int(os.environ["PORT"])), timeout=2) as connection:
    connection.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    status = connection.recv(12)
sys.exit(status != b"HTTP/1.1 200")
