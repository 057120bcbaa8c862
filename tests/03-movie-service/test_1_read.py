"""Task 1: movies can be listed and fetched."""

from tests.contract import movies as contract
from workshop.harness import task


@task(1)
class TestReading(contract.Reading):
    """Movies can be listed and fetched."""


@task(1)
class TestFiltering(contract.Filtering):
    """The list can be narrowed to one year."""
