"""From what uv and pip print when they fail to a sentence that helps."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workshop import NEWEST_PYTHON, OLDEST_PYTHON
from workshop.environment import pip_settings
from workshop.environment.commands import without_passwords


@dataclass(frozen=True)
class Cause:
    """A kind of failure: words that give it away, and what to tell; {index} stands for the package index."""

    signs: tuple[str, ...]
    advice: str


DISK_IS_FULL = (
    "The disk is full: the environment takes about 600 MB. Make room, or set WORKSHOP_VENV to a folder on another disk."
)
DISK = Cause(
    ("No space left on device", "os error 28", "Errno 28", "Disk quota exceeded", "os error 122", "Errno 122"),
    DISK_IS_FULL,
)
CERTIFICATE = Cause(
    ("CERTIFICATE_VERIFY_FAILED", "invalid peer certificate", "UnknownIssuer"),
    "The certificate of {index} is not trusted here. Behind a proxy that opens connections, "
    "set PIP_CERT to the file with its certificate.",
)
REFUSED = Cause(
    ("401 Unauthorized", "403 Forbidden", "407 Proxy", "401 Client Error", "403 Client Error"),
    "{index}, or the proxy before it, refuses access. Check the name and password in pip's index-url or proxy.",
)
NETWORK = Cause(
    (
        "Connection refused",
        "NewConnectionError",
        "ConnectTimeout",
        "NameResolutionError",
        "Temporary failure in name resolution",
        "dns error",
        "Failed to fetch",
        "error sending request",
        "Read timed out",
        "operation timed out",
        "Network is unreachable",
        "Cannot connect to proxy",
        "Connection reset",
    ),
    "The package index {index} cannot be reached. Check the network; behind a proxy set HTTPS_PROXY, "
    "and where there is a mirror set PIP_INDEX_URL to it.",
)
HASH = Cause(
    ("Hash mismatch", "hash mismatch", "DO NOT MATCH THE HASHES"),
    "A package from {index} is not the file this workshop was tested with (its hash differs). "
    "Ask who runs that index, or set PIP_INDEX_URL=https://pypi.org/simple",
)
IN_USE = Cause(
    ("(os error 5)", "(os error 32)", "WinError 5]", "WinError 32]"),
    "A file of the environment is in use. Close Jupyter and other programs that run in it.",
)
NO_WHEEL = Cause(
    ("No matching distribution", "no usable wheels", "no wheels with a matching", "was not found in the package"),
    "{index} has no ready-made package for Python {python} on this machine. "
    "The workshop is tried with 64-bit Python {oldest} to {newest}: start it with one of these.",
)
CAUSES = (DISK, CERTIFICATE, REFUSED, NETWORK, HASH, IN_USE, NO_WHEEL)  # in this order: offline pip shows signs of both


def cause(lines: Sequence[str]) -> Cause | None:
    """The first kind of failure whose signs are in the output, or None."""
    text = "\n".join(lines)
    return next((each for each in CAUSES if any(sign in text for sign in each.signs)), None)


def explain(lines: Sequence[str], settings: Mapping[str, str]) -> str:
    """What went wrong with the last useful line of the output, and what to do next."""
    known = cause(lines)
    index = without_passwords(pip_settings.index(settings))
    advice = known.advice if known else "The requirements could not be installed."
    advice = advice.format(
        index=index, python=_dotted(sys.version_info[:2]), oldest=_dotted(OLDEST_PYTHON), newest=_dotted(NEWEST_PYTHON)
    )
    return f"{advice}\n  (it said: {last_useful(lines, known)})\nThen run the same command again."


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(str(number) for number in version)


def last_useful(lines: Sequence[str], known: Cause | None = None) -> str:
    """The line that says most: the last with a sign of the known cause, or the last error, or simply the last."""
    useful = [line.strip() for line in lines if not line.lstrip().startswith(("hint:", "[notice]"))]
    with_sign = [line for line in useful if known and any(sign in line for sign in known.signs)]
    errors = [line for line in useful if line.lower().startswith(("error", "cause:"))]
    return (with_sign or errors or useful or ["nothing"])[-1][:300]
