"""What the checks are written with."""

from workshop.harness.expected import any_order
from workshop.harness.fixtures import service_fixture
from workshop.harness.marks import harder, task

__all__ = ["any_order", "harder", "service_fixture", "task"]
