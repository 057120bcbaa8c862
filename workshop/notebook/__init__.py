"""What the cells of a notebook use: serve() starts the learner's service, check() grades it."""

from __future__ import annotations

from pathlib import Path

from workshop.notebook.checking import check
from workshop.notebook.serving import serve

__all__ = ["check", "serve", "write_all"]


def write_all() -> list[Path]:
    """Make every lesson's notebook anew from its text; gives the paths of those that have changed."""
    # jupytext takes a second to import, which no cell should wait for
    from workshop.notebook import pages

    return pages.write_all()
