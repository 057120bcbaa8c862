"""What a reply says of the caches it came through: Cache-Status (RFC 9211), and Age where there is nothing else."""

from __future__ import annotations

import re

LONGEST = 1000  # characters that are looked at
QUOTED = r'"(?:\\.|[^"\\])*"'
CACHE = re.compile(rf'(?:{QUOTED}|[^",])+')
PARAMETER = re.compile(rf'(?:{QUOTED}|[^";])+')


def read(value: str) -> tuple[str, str]:
    """ "hit", "miss" or "stale", and the `detail`, as the cache nearest to the client says; "" for what it doesn't."""
    caches = CACHE.findall(value[:LONGEST])
    said = {}
    for parameter in PARAMETER.findall(caches[-1])[1:] if caches else ():
        name, _, given = parameter.strip().partition("=")
        said[name.lower()] = given.strip('"')
    detail = said.get("detail", "")
    if said.get("fwd") == "stale" or said.get("ttl", "").startswith("-"):
        return "stale", detail
    if "hit" in said:
        return "hit", detail
    return ("miss" if "fwd" in said else ""), detail


def by_age(age: str) -> str:
    """What Age alone says: "hit", or "miss" for what may just have been made; "" where it is no number."""
    if not age.isdecimal():
        return ""
    return "hit" if age.strip("0") else "miss"
