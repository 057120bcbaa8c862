"""What a class has handed in: found, judged fit or not, and unpacked, without trusting any of it."""

from workshop.classroom.intake.finding import find
from workshop.classroom.intake.names import safe_name
from workshop.classroom.intake.problems import IntakeError, Unfit
from workshop.classroom.intake.unpacking import unpack

__all__ = ["IntakeError", "Unfit", "find", "safe_name", "unpack"]
