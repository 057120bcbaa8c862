"""Task 3: a query is read strictly."""

from tests.contract import books as contract
from workshop.harness import task


@task(3)
class TestStrictness(contract.Strictness):
    """A question that the service doesn't understand is refused: it never answers another one."""
