import ctypes
import os
import struct
from pathlib import Path

from . import spy

secret = Path(spy.GIVEN["secret_file"])
own = spy.own_folder()


def linked(make: object, name: str) -> str:
    """What stands in the secret file, read through a link of ours."""
    link = own / name
    make(secret, link)
    return spy.glimpse(link)


def by_path_descriptor() -> str:
    """Opened without the right to read, then again through its descriptor."""
    number = os.open(secret, os.O_PATH)
    return spy.glimpse(f"/proc/self/fd/{number}")


def by_handle() -> list[int]:
    """Opened by a handle, in spite of the folders above."""
    handle = ctypes.create_string_buffer(8 + 128)
    struct.pack_into("=I", handle, 0, 128)
    spy.call("name_to_handle_at", -100, os.fsencode(secret), handle, ctypes.byref(ctypes.c_int()), 0)
    return [spy.call("open_by_handle_at", os.open("/", os.O_PATH), handle, os.O_RDONLY)]


spy.attempt("a symbolic link", lambda: linked(os.symlink, "symbolic"))
spy.attempt("a hard link", lambda: linked(os.link, "hard"))
spy.attempt("/proc/self/root", lambda: spy.glimpse(f"/proc/self/root{secret}"))
spy.attempt("dots", lambda: spy.glimpse(f"{own}/{'../' * 30}{secret}"))
spy.attempt("O_PATH", by_path_descriptor)
spy.attempt("a handle", by_handle)
spy.attempt("chroot", lambda: os.chroot(own))
