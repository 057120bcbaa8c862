"""Import ahead what services and checks will need, without what makes it slow."""

from __future__ import annotations

import contextlib
import importlib
import sys
from collections.abc import Iterable

SERVING = ("gunicorn.app.base", "gunicorn.arbiter", "gunicorn.workers.gthread", "waitress", "flask")


def without_slow_formats() -> None:
    """Let jsonschema do without a module that comes with Jupyter and makes importing it five times slower."""
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]


def preload(modules: Iterable[str]) -> None:
    """Import what serves programs, and `modules`; one that is not installed is left out."""
    without_slow_formats()
    for module in (*SERVING, *modules):
        with contextlib.suppress(ImportError):
            importlib.import_module(module)
