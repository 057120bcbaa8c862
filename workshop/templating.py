"""Pages that need nothing beside them: templates in which whatever is filled in is text, and never markup or script."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import jinja2


def environment(folder: Path) -> jinja2.Environment:
    """The templates in `folder`: what is filled in is escaped, what is missing raises jinja2.UndefinedError."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["seconds"] = seconds
    return made


def policy(style: str, script: str = "") -> str:
    """A Content-Security-Policy (W3C, level 3) for a page: it loads nothing, this one style and script apart."""
    allowed = {"style-src": style, "script-src": script}
    named = [f"{directive} '{_fingerprint(text)}'" for directive, text in allowed.items() if text]
    return "; ".join(["default-src 'none'", *named, "base-uri 'none'", "form-action 'none'"])


def _fingerprint(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def seconds(value: float) -> str:
    """A time as one says it: at once, 4 ms, 0.35 s, 12.3 s."""
    if not value:
        return "at once"
    if value < 0.1:
        return f"{value * 1000:.0f} ms"
    return f"{value:.2f} s" if value < 10 else f"{value:.1f} s"
