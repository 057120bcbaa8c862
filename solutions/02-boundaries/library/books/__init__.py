"""Books: each names its author by id. What other packages may use of this one stands in __all__."""

# task 1: what the books publish
from library.books.routes import bp
from library.books.store import find, load

__all__ = ["bp", "find", "load"]
# end task 1
