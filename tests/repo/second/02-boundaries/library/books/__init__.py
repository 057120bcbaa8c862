"""Books: one class, which keeps them and shows them."""

from .catalogue import Books

__all__ = ["Books"]
