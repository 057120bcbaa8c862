# task 2: nothing is kept here: a collection belongs to the package that owns what is in it
class Everything:
    """All that the program keeps."""

    def __init__(self) -> None:
        self.users = Collection()
        self.authors = Collection()


_everything = Everything()


def everything() -> Everything:
    """All that the program keeps."""
    return _everything


# end task 2
