"""What the checks of this lesson share: the gateway alone, the stack as Compose reads it, and the stack itself."""

import pytest

from workshop.harness import compose_fixture, gateway_fixture, library_fixture

gateway = gateway_fixture("gateway/nginx.conf")  # in front of stand-ins, its rooms, which the check controls
composed = compose_fixture()
library = library_fixture()


@pytest.fixture
def rooms(gateway):
    """The stand-ins behind the gateway, by name."""
    return gateway.rooms
