import os

from . import spy

spy.must_be_caged()


@spy.at_the_docs
def leave() -> None:
    """As many as are allowed."""
    count = 0
    try:
        while count < 1500:
            if os.fork() == 0:
                os._exit(0)
            count += 1
    except OSError as error:
        spy.tried(f"{error.strerror}")
    (spy.got if count > 1000 else spy.tried)(f"{count} zombies")


spy.tried("zombies, when asked")
