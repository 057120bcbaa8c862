"""Users: people who may borrow. What other packages may use of this one stands in __all__."""

from library.users.routes import bp
from library.users.store import load

__all__ = ["bp", "load"]
