import os
import socket
import stat

from . import spy


@spy.at_the_docs
def close() -> str:
    """Every socket that listens."""
    for number in spy.descriptors():
        if stat.S_ISSOCK(os.fstat(number).st_mode):
            line = socket.socket(fileno=os.dup(number))
            if line.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                line.shutdown(socket.SHUT_RDWR)
            line.close()
    return "closed"


spy.tried("to close its ears, when asked")
