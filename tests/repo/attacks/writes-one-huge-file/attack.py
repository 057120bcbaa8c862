import os

from . import spy

spy.must_be_caged()
LARGE = 100 * 1024 * 1024
path = spy.own_folder() / "huge"


def written() -> bool:
    """Whether it can be filled by writing."""
    with path.open("wb", buffering=0) as file:
        for _ in range(150):
            file.write(b"x" * 1024 * 1024)
    return path.stat().st_size > LARGE


def reserved() -> bool:
    """Whether it can be filled without writing."""
    with path.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, 2 * LARGE)
    return path.stat().st_blocks * 512 > LARGE


spy.attempt("writing", written)
spy.attempt("reserving", reserved)
spy.attempt("cutting to length", lambda: os.truncate(path, 1024**4))
path.unlink(missing_ok=True)
