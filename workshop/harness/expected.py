"""Compare JSON with what is required of it, and say the first difference in words.

A dict requires at least its members, a list exactly its items in their order, `any_order` the same items in any order,
`among` its items in their order among others; anything else is compared with `==`, so dirty-equals objects can stand
anywhere.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from dirty_equals import DirtyEquals

SHOWN = 160


@dataclass(frozen=True, slots=True)
class AnyOrder:
    items: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Among:
    items: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """Where two documents differ (as `[0].title`), what was required there, and what stood there; in words."""

    place: str
    expected: str
    got: str


def any_order(items: list[Any]) -> AnyOrder:
    """The same items, in whatever order."""
    return AnyOrder(tuple(items))


def among(items: list[Any]) -> Among:
    """These items in their order, with whatever others before, between and after them."""
    return Among(tuple(items))


def difference(expected: Any, got: Any, place: str = "") -> Difference | None:
    """The first place where `got` does not meet `expected`, or None."""
    match expected:
        case dict():
            return _members(expected, got, place)
        case list():
            return _items(expected, got, place)
        case AnyOrder(items):
            return _unordered(items, got, place)
        case Among(items):
            return _contained(items, got, place)
    return None if same(expected, got) else Difference(place, words(expected), words(got))


def same(expected: Any, got: Any) -> bool:
    """Equality as JSON has it: true is not 1."""
    if isinstance(expected, DirtyEquals):
        return bool(expected == got)
    return isinstance(expected, bool) == isinstance(got, bool) and bool(expected == got)


def _members(expected: dict[str, Any], got: Any, place: str) -> Difference | None:
    if not isinstance(got, dict):
        return Difference(place, "an object", words(got))
    for name, value in expected.items():
        where = f"{place}.{name}" if place else name
        if name not in got:
            return Difference(where, words(value), "no such member")
        if found := difference(value, got[name], where):
            return found
    return None


def _items(expected: list[Any], got: Any, place: str) -> Difference | None:
    if not isinstance(got, list):
        return Difference(place, "an array", words(got))
    if len(expected) != len(got):
        return Difference(place, _count(expected), _count(got))
    for index, value in enumerate(expected):
        if found := difference(value, got[index], f"{place}[{index}]"):
            return found
    return None


def _unordered(expected: tuple[Any, ...], got: Any, place: str) -> Difference | None:
    if not isinstance(got, list):
        return Difference(place, "an array", words(got))
    if len(expected) != len(got):
        return Difference(place, _count(expected), _count(got))
    remaining = list(got)
    for value in expected:
        match = next((item for item in remaining if difference(value, item) is None), UNFOUND)
        if match is UNFOUND:
            return Difference(place, f"an item {words(value)}", "no such item")
        remaining.remove(match)
    return None


def _contained(expected: tuple[Any, ...], got: Any, place: str) -> Difference | None:
    if not isinstance(got, list):
        return Difference(place, "an array", words(got))
    rest = iter(got)
    for value in expected:
        if not any(difference(value, item) is None for item in rest):
            return Difference(place, f"an item {words(value)}, after those before it", "no such item there")
    return None


UNFOUND = object()


def _count(items: Any) -> str:
    if not items:
        return "an empty array"
    return "an array of 1 item" if len(items) == 1 else f"an array of {len(items)} items"


def words(value: Any) -> str:
    """A requirement or a value as a reader would write it, shortened."""
    match value:
        case DirtyEquals():
            return IN_WORDS.get(type(value).__name__, repr(value))
        case AnyOrder(items) | Among(items):
            return words(list(items))
    return shorten(json.dumps(value, ensure_ascii=False, default=words))


def shorten(text: str, limit: int = SHOWN) -> str:
    """`text` in one line of at most `limit` characters, the cut shown by an ellipsis."""
    text = readable(" ".join(text.split()))
    return text if len(text) <= limit else text[: limit - 1] + "…"


def abridged(text: str, limit: int = SHOWN) -> str:
    """JSON in one line of at most `limit` characters where it can be: strings and lists are cut, members are not."""
    try:
        document = json.loads(text) if len(text) > limit else None
    except (ValueError, RecursionError):
        document = None
    if isinstance(document, dict | list):
        for longest in (40, 20, 12, 8):
            shorter = json.dumps(_cut(document, longest), ensure_ascii=False)
            if len(shorter) <= limit:
                return readable(shorter)
    return shorten(text, limit)


def _cut(value: Any, longest: int) -> Any:
    """`value` with strings of at most `longest` characters; lists are cut when the strings must be short."""
    match value:
        case str():
            return value if len(value) <= longest else value[: longest - 1] + "…"
        case dict():
            return {name: _cut(member, longest) for name, member in value.items()}
        case list():
            items = value if len(value) <= 1 or longest > 20 else [value[0], "…"]
            return [_cut(item, longest) for item in items]
    return value


def readable(text: str) -> str:
    """`text` without what a terminal would obey (control characters) and UTF-8 has no place for (lone surrogates)."""
    return UNREADABLE.sub("�", text)


UNREADABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


IN_WORDS = {"IsStr": "a string", "IsInt": "an integer", "IsList": "an array", "IsDict": "an object", "IsUrl": "a URL"}
