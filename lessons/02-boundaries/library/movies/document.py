"""The contract of the movies: openapi.yaml, which people write, for programs to read."""

from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).with_name("openapi.yaml")


def contract() -> dict[str, Any]:
    """What openapi.yaml says now; an error in it is told to whoever asks, and stops nobody else."""
    read: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return read
