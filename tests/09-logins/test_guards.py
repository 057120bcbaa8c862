"""What worked before works still: users can be listed, found, changed and deleted; this earns nothing."""

import pytest

from tests.contract import users as contract
from tests.contract.given import stays
from tests.contract.logins import with_passwords
from workshop.harness import guard


@pytest.fixture
def users(users):
    """The service, and whoever registers brings a password along."""
    return with_passwords(users)


@guard
def test_what_was_given(users):
    """GET /health says that the process is up, and GET /openapi.json answers with the service's document."""
    stays(users, "/login")


@guard
class TestReading(contract.Reading):
    """Users can be listed and fetched."""


@guard
class TestOneEmail(contract.OneEmail):
    """An e-mail address belongs to one user."""
