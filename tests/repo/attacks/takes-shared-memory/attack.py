import ctypes
import mmap
import os

from . import spy

spy.must_be_caged()
GIGABYTE, CHUNK = 1024**3, 1024 * 1024


def filled(number: int) -> int:
    """How many megabytes go into this file."""
    try:
        while os.lseek(number, 0, os.SEEK_CUR) < GIGABYTE:
            os.write(number, b"x" * CHUNK)
    except OSError:
        pass
    size = os.lseek(number, 0, os.SEEK_CUR)
    os.close(number)
    return size // CHUNK if size > GIGABYTE // 2 else 0


def mapped() -> bool:
    """A map without a file, shared, and written to its end by a child that can be spared."""
    child = os.fork()
    if child == 0:
        try:
            area = mmap.mmap(-1, GIGABYTE)
            for place in range(0, GIGABYTE, mmap.PAGESIZE):
                area[place] = 1
        except OSError:
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def queue() -> bool:
    """A POSIX queue of messages, which outlives its process."""
    return ctypes.CDLL("librt.so.1").mq_open(b"/attack-left", 0o102, 0o666, None) != -1


def segment() -> list[int]:
    """A System V segment, which outlives its process."""
    key = spy.call("shmget", 0x417474, 64 * CHUNK, 0o1666)
    spy.LIBC.shmat.restype = ctypes.c_void_p
    ctypes.memset(spy.LIBC.shmat(key, None, 0), 1, 64 * CHUNK)
    return [key]


spy.attempt("a segment", segment)
spy.attempt("semaphores", lambda: [spy.call("semget", 0x417475, 8, 0o1666)])
spy.attempt("a queue of messages", lambda: [spy.call("msgget", 0x417476, 0o1666)])
spy.attempt("a POSIX queue", queue)


@spy.at_the_docs
def fill() -> None:
    """A gigabyte each, once in a submission."""
    spy.attempt("a file in memory", lambda: filled(os.memfd_create("attack")))
    spy.attempt("a file in /dev/shm", lambda: filled(os.open("/dev/shm/attack-left", os.O_RDWR | os.O_CREAT)))
    spy.attempt("a shared map", mapped)
