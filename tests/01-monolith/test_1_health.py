"""Task 1: the program says that it is up."""

from workshop.harness import task


@task(1)
def test_health(library):
    """GET /health answers 200 with {"status": "ok"}."""
    library.get("/health").expect(
        200, json={"status": "ok"}, because="other programs watch this address, and what they read is JSON"
    )
