# task 4: keep the movies where no other package keeps anything
"""Where the movies are kept. Nothing outside this package knows how."""

from collections.abc import Iterable

from library.collection import Item


def load(movies: Iterable[Item]) -> None:
    """Put these movies in place of those that were there."""
