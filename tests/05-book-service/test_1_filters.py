"""Task 1: the books that are asked for."""

from tests.contract import books as contract
from workshop.harness import task


@task(1)
class TestFiltering(contract.Filtering):
    """The list can be narrowed to a genre, to an author, or to both."""
