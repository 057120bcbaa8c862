# task 2: nothing is kept here: a collection belongs to the package that owns what is in it
def every_book() -> list[Item]:
    """Every book."""
    from library.books.store import find

    return find()


# end task 2
