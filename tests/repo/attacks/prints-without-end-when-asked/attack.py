import os

from . import spy

spy.must_be_caged()


@spy.at_the_docs
def flood() -> None:
    """Sixty-four megabytes."""
    for _ in range(64):
        os.write(2, b"\xff\x00\x1b" * 350_000)


spy.tried("to print without end")
