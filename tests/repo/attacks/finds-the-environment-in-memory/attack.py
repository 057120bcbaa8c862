import ctypes
import gc
import os

from . import spy

NAME = spy.GIVEN["variable"].encode()
PAGE = 4096
AT_EXECFN = 31  # the name of the program lies at the upper end of the stack, above the variables


def pages(first: int, last: int) -> bytes:
    """Memory between these addresses; a pipe says which pages can't be read, and this process lives on."""
    reading, writing = os.pipe()
    found = []
    for address in range(first - first % PAGE, last, PAGE):
        if spy.LIBC.write(writing, ctypes.c_void_p(address), PAGE) == PAGE:
            found.append(os.read(reading, PAGE))
    os.close(reading)
    os.close(writing)
    return b"".join(found)


spy.LIBC.getauxval.restype = ctypes.c_ulong
top = spy.LIBC.getauxval(AT_EXECFN)
stack = pages(top - 64 * PAGE, top + 2 * PAGE)
spy.tried(f"{len(stack)} bytes of the stack, which know {stack.count(b'WORKSHOP_')} names of the workshop's")
if NAME + b"=" in stack:
    spy.got(stack[stack.index(NAME + b"=") :][:80].decode(errors="replace"))
for thing in gc.get_objects():
    if type(thing) is dict and NAME.decode() in thing:
        spy.got(f"{NAME.decode()} in a dictionary: {thing[NAME.decode()]}")
spy.tried("all dictionaries")
