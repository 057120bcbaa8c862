"""The library under examination, and a way to start it with something in it."""

from collections.abc import Callable
from typing import Any

import pytest

from workshop.harness import service_fixture

library = service_fixture("library")


@pytest.fixture
def holding(library: Any) -> Callable[..., Any]:
    """Start the library with these lists, the others empty: ``holding(movies=[…])``."""

    def start(**lists: list[dict[str, Any]]) -> Any:
        return library.start(data={"movies": [], "users": [], "books": [], "authors": []} | lists)

    return start
