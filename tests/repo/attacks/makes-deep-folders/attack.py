import os

from . import spy


@spy.at_the_first_request
def dig() -> None:
    """Go down as far as it goes."""
    here = os.open(".", os.O_RDONLY)
    os.chdir(spy.own_folder())
    depth = 0
    try:
        while depth < 3000:
            depth += 1
            os.mkdir("d")  # noqa: PTH102 (a path would be too long)
            os.chdir("d")
    except OSError as error:
        spy.tried(f"{error.strerror}")
    spy.tried(f"{depth} folders deep")
    os.fchdir(here)
