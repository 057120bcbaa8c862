"""Movies. What other packages may use of this one stands in __all__."""

from library.movies.document import contract
from library.movies.routes import bp
from library.movies.store import load

__all__ = ["bp", "contract", "load"]
