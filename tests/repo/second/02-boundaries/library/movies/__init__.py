"""Movies: kept in SQLite, judged by their own document."""

from .contract import CONTRACT
from .shelf import Movies
from .web import blueprint

__all__ = ("CONTRACT", "Movies", "blueprint")
