"""The rules of a .dockerignore: what is kept out of a build (docs.docker.com/build/concepts/context, dockerignore)."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable


def ignored(path: str, rules: Iterable[str]) -> bool:
    """Whether the lines `rules` keep `path` (relative to the context, with forward slashes) out of it.

    The last rule that fits decides; a rule that fits a folder fits all that is in it.
    """
    out = False
    parts = path.strip("/").split("/")
    above = ["/".join(parts[:number]) for number in range(1, len(parts) + 1)]
    for line in rules:
        rule = line.strip()
        if not rule or rule.startswith("#"):
            continue
        pattern = posixpath.normpath(rule.removeprefix("!").strip()).strip("/")
        if any(re.fullmatch(_expression(pattern), each) for each in above):
            out = not rule.startswith("!")
    return out


def _expression(pattern: str) -> str:
    """A pattern (Go's filepath.Match, and ** for any number of folders) as a regular expression."""
    made, index = "", 0
    while index < len(pattern):
        rest = pattern[index:]
        if rest.startswith("**/"):
            made, index = made + "(?:.*/)?", index + 3
        elif rest.startswith("**"):
            made, index = made + ".*", index + 2
        elif (found := re.match(r"\[(\^?)((?:\\.|[^\]\\])+)\]", rest)) is not None:
            made, index = made + f"[{found[1]}{found[2]}]", index + found.end()
        elif rest[0] == "\\" and len(rest) > 1:
            made, index = made + re.escape(rest[1]), index + 2
        else:
            made, index = made + {"*": "[^/]*", "?": "[^/]"}.get(rest[0], re.escape(rest[0])), index + 1
    return made
