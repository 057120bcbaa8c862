import os
import socket
import stat

from . import spy

for number in spy.descriptors():
    mode = os.fstat(number).st_mode
    if stat.S_ISREG(mode) or stat.S_ISDIR(mode):
        spy.tried(f"{number}: a file")
        spy.tried(f"{number}: it reads {os.pread(number, 40, 0)!r}" if stat.S_ISREG(mode) else "a folder")
        if stat.S_ISDIR(mode):
            spy.got(f"{number}: a folder is open")
    elif stat.S_ISSOCK(mode):
        held = socket.socket(fileno=os.dup(number))
        listens = held.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
        if listens and held.family == socket.AF_UNIX:
            spy.got(f"{number}: a Unix socket that listens")
        spy.tried(f"{number}: a socket, {held.family.name}")
        held.close()
spy.tried("all descriptors")
