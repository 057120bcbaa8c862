import os
import time

from . import spy

spy.must_be_caged()
CHILDREN, SHARE = 30, 200 * 1024 * 1024


@spy.at_the_docs
def take() -> None:
    """All at once, for three seconds."""
    reading, writing = os.pipe()
    for _ in range(CHILDREN):
        try:
            child = os.fork()
        except OSError as error:
            spy.tried(f"no more children: {error.strerror}")
            break
        if child == 0:
            try:
                held = b"x" * SHARE
                os.write(writing, held[:1])
                time.sleep(3)
            finally:
                os._exit(0)
    os.set_blocking(reading, False)
    time.sleep(2)
    try:
        holding = len(os.read(reading, 100))
    except BlockingIOError:
        holding = 0
    (spy.got if holding * SHARE > 2 * 1024**3 else spy.tried)(f"{holding} children with 200 MB each")


spy.tried("memory in many processes, when asked")
