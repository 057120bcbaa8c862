from . import spy


@spy.at_the_docs
def loop() -> None:
    """Without an end."""
    while True:
        pass


spy.tried("to loop when asked")
