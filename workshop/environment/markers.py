"""Environment markers: whether `sys_platform == 'win32' and …` holds for the running interpreter.

This much of https://packaging.python.org/en/latest/specifications/dependency-specifiers/ is what
uv writes into requirements.txt. It is done by hand because it runs at every start: importing `re`
or `ast` alone would cost more than the whole rest.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # without importing typing, as in this package's __init__
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "==": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}
VERSIONS = ("python_version", "python_full_version")


def holds(marker: str) -> bool:
    """Whether the marker is true here; an empty one is. Raises ValueError for what uv does not write."""
    if not marker:
        return True
    tokens = marker.replace("(", " ( ").replace(")", " ) ").split()
    result = _either(tokens)
    if tokens:
        raise ValueError(f"cannot read the marker {marker!r}")
    return result


def _either(tokens: list[str]) -> bool:
    result = _both(tokens)
    while tokens[:1] == ["or"]:
        del tokens[0]
        result = _both(tokens) or result  # the right side first: its tokens must be taken in any case
    return result


def _both(tokens: list[str]) -> bool:
    result = _one(tokens)
    while tokens[:1] == ["and"]:
        del tokens[0]
        result = _one(tokens) and result
    return result


def _one(tokens: list[str]) -> bool:
    if tokens[:1] == ["("]:
        del tokens[0]
        result = _either(tokens)
        if tokens[:1] != [")"]:
            raise ValueError("a marker's parenthesis is not closed")
        del tokens[0]
        return result
    name, comparison, value = tokens[:3]
    del tokens[:3]
    if comparison not in COMPARISONS:
        raise ValueError(f"cannot read {comparison!r} in a marker")
    compare = COMPARISONS[comparison]
    value = value.strip("'\"")
    if name in VERSIONS:
        return compare(_numbers(_variable(name)), _numbers(value))
    return compare(_variable(name), value)


def _numbers(version: str) -> tuple[int, ...]:
    numbers = tuple(int(part) for part in version.split("."))
    return numbers + (0,) * (3 - len(numbers))


def _variable(name: str) -> str:
    if name == "sys_platform":
        return sys.platform
    if name == "os_name":
        return os.name
    if name == "platform_machine":
        if sys.platform == "win32":
            return os.environ.get("PROCESSOR_ARCHITECTURE", "")
        return os.uname().machine
    if name == "implementation_name":
        return sys.implementation.name
    if name == "platform_python_implementation":
        return {"cpython": "CPython", "pypy": "PyPy"}.get(sys.implementation.name, sys.implementation.name)
    if name == "python_full_version":
        return ".".join(str(number) for number in sys.version_info[:3])
    if name == "python_version":
        return ".".join(str(number) for number in sys.version_info[:2])
    raise ValueError(f"cannot read {name!r} in a marker")
