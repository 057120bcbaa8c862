from . import spy

spy.must_be_caged()


@spy.at_the_docs
def swell() -> None:
    """Fill two gigabytes."""
    held = []
    while len(held) < 2048:
        held.append(b"x" * 1024 * 1024)
        if len(held) == 1024:
            spy.got("a gigabyte")


spy.tried("to take memory")
