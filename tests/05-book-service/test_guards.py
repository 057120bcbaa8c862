"""What the service was given at the start is there still; this earns nothing."""

from tests.contract.given import stays
from workshop.harness import guard


@guard
def test_what_was_given(books):
    """GET /health says that the process is up, and GET /openapi.json answers with the service's document."""
    stays(books, "/books")
