"""The Link header, as RFC 8288 writes it, read from left to right."""

import re
from collections.abc import Iterator

TARGET = re.compile(r"[\s,]*<([^>]*)>")
PARAMETER = re.compile(r"""\s*;\s*([^\s=;,"<>]+)\s*(?:=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,"]*)))?""")


def links(header: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Each target with its parameters; what comes after something that can't be read is left out."""
    place = 0
    while target := TARGET.match(header, place):
        place = target.end()
        parameters: dict[str, str] = {}
        while parameter := PARAMETER.match(header, place):
            place = parameter.end()
            name, quoted, token = parameter.groups()
            value = re.sub(r"\\(.)", r"\1", quoted) if quoted is not None else token or ""
            parameters.setdefault(name.lower(), value)
        yield target[1].strip(), parameters


def with_relation(header: str, relation: str) -> str | None:
    """The first target that has this relation to the document itself."""
    for target, parameters in links(header):
        if relation in parameters.get("rel", "").lower().split() and "anchor" not in parameters:
            return target
    return None
