"""Task 2: an order, and pages with links."""

from tests.contract import books as contract
from workshop.harness import task


@task(2)
class TestOrdering(contract.Ordering):
    """The list has one order, and no other."""


@task(2)
class TestPaging(contract.Paging):
    """A list has pages, and says where they are."""
