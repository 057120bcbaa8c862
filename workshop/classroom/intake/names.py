"""What submissions are called: to be shown, to be told apart, and to be files' names."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

# what turns the direction of a text, or isn't seen in it
UNSEEN = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
ENDING = re.compile(
    r"\.(tar\.(gz|bz2|xz|zst)|tgz|tbz2?|txz|tar|zip|rar|7z|gz|bz2|xz|zst|py|ipynb|txt|md|pdf|docx?|odt|html?)$",
    re.IGNORECASE,
)
LONGEST = 100
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)  # on Windows
ALLOWED = " ._-()+,@"
MARKED = re.compile(r".*-[0-9a-f]{16}", re.DOTALL)


def shown(path: str, limit: int = LONGEST) -> str:
    """A learner's file name as it can be printed: one short line without surprises."""
    name = "".join("�" if _unprintable(sign) else sign for sign in path)
    return name if len(name) <= limit else f"{name[: limit - 1]}…"


def _unprintable(sign: str) -> bool:
    return unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") or bool(UNSEEN.match(sign))


def distinct(entries: Sequence[tuple[str, bool]]) -> list[str]:
    """A name for each file name (True: of a folder), of which no two would be the same file anywhere.

    It is the file's without its ending, with it where that is needed to tell two apart, and else has a number.
    """
    full = [_readable(name) for name, _ in entries]
    short = [name if folder else ENDING.sub("", name) or name for name, (_, folder) in zip(full, entries, strict=True)]
    often = Counter(map(_key, short))
    wanted = [long if often[_key(name)] > 1 else name for long, name in zip(full, short, strict=True)]
    taken: set[str] = set()
    return [_free(name, taken) for name in wanted]


def _free(name: str, taken: set[str]) -> str:
    """`name`, or the first `name (2)`, `name (3)` … that isn't taken; takes it."""
    number, free = 1, name
    while _key(free) in taken:
        number += 1
        free = f"{name} ({number})"
    taken.add(_key(free))
    return free


def _readable(name: str) -> str:
    return shown(unicodedata.normalize("NFC", name), limit=255)


def _key(name: str) -> str:
    """What is equal where file systems take two names for one."""
    return unicodedata.normalize("NFKC", safe_name(name).casefold())


def safe_name(name: str) -> str:
    """A file name for a submission's `name`, without an ending: the same where it can be, else marked with a hash.

    It is a single name on every system, of at most 100 bytes. No two names get the same.
    """
    plain = "".join(sign if _harmless(sign) else "_" for sign in unicodedata.normalize("NFC", name))
    plain = plain.strip(" .").lstrip("-")
    if plain == name and name and len(name.encode()) <= LONGEST and not RESERVED.fullmatch(name) and not _marked(name):
        return name
    mark = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return f"{_cut(plain) or 'nameless'}-{mark}"


def _harmless(sign: str) -> bool:
    return sign.isalnum() or sign in ALLOWED or unicodedata.category(sign) in ("Mn", "Mc")


def _marked(name: str) -> bool:
    """Whether it looks as if it had a mark, and so could be taken for another one's."""
    return MARKED.fullmatch(name.casefold()) is not None


def _cut(name: str) -> str:
    return name.encode()[: LONGEST - 20].decode(errors="ignore").strip(" .")
