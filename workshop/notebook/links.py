"""Links in a Markdown text that is moved to another folder: those to files of the repository lead there still."""

from __future__ import annotations

import os
import re
from pathlib import PurePosixPath

FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
CODE = r"(?P<code>`+).*?(?P=code)"
INLINE = r"(?P<text>\]\()(?P<inline>[^)\s]+)"
ATTRIBUTE = r'(?P<attribute>\b(?:src|href)=")(?P<quoted>[^"]+)'
DEFINITION = r"(?P<definition>^ {0,3}\[[^\]]+\]: +)(?P<defined>\S+)"
LINK = re.compile("|".join([CODE, INLINE, ATTRIBUTE, DEFINITION]))
ELSEWHERE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//|/|#")


def moved(text: str, source: PurePosixPath, target: PurePosixPath) -> str:
    """`text` with its relative links, made for the folder `source`, rewritten for the folder `target`.

    Both folders are relative to the repository. What stands in code is left as it is.
    """
    lines, fence = [], ""
    for line in text.splitlines(keepends=True):
        if opened := FENCE.match(line):
            if not fence:
                fence = opened[1]
            elif opened[1].startswith(fence) and line.strip() == opened[1]:
                fence = ""
        lines.append(line if fence or opened else LINK.sub(lambda link: _moved(link, source, target), line))
    return "".join(lines)


def _moved(link: re.Match[str], source: PurePosixPath, target: PurePosixPath) -> str:
    before = link["text"] or link["attribute"] or link["definition"]
    place = link["inline"] or link["quoted"] or link["defined"]
    if not before or ELSEWHERE.match(place):
        return link[0]
    path, anchor, name = place.partition("#")
    there = os.path.relpath(os.path.normpath(source / path), target).replace(os.sep, "/")
    slash = "/" if path.endswith("/") else ""
    return f"{before}{there}{slash}{anchor}{name}"
