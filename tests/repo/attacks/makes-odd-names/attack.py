import os

from . import spy

NAMES = (
    b"\xff\xfe",
    b"-rf",
    b"a\nb",
    b"\x1b[2J",
    b"x" * 255,
    b"...",
    b" ",
    b"*",
    b"\xed\xa0\x80",
    "e\u0301".encode(),
    b"valkey-x",
)
folder = os.fsencode(spy.own_folder())
for name in NAMES:
    spy.tried(f"{name[:9]!r}")
    os.mkdir(folder + b"/" + name)  # noqa: PTH102 (names are bytes here)
    os.symlink(b"../" + name, folder + b"/" + name + b"/" + name)  # noqa: PTH211
    os.chmod(folder + b"/" + name, 0)  # noqa: PTH101
os.mkfifo(folder + b"/log")
