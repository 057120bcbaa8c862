# task 1: what the books publish
from library.books.routes import bp
from library.books.store import find as find  # for the authors
from library.books.store import load

__all__ = ["bp", "load"]
# end task 1
