"""Authors of books. What other packages may use of this one stands in __all__."""

from library.authors.routes import bp
from library.authors.store import everyone, load

__all__ = ["bp", "everyone", "load"]
