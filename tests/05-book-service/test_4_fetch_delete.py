"""Task 4: a book can be fetched and deleted."""

from tests.contract import books as contract
from workshop.harness import task


@task(4)
class TestFetching(contract.Fetching):
    """A book can be fetched by its id."""


@task(4)
class TestDeleting(contract.Deleting):
    """A book can be deleted."""
