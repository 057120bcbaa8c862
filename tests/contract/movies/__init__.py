"""Movies, whatever they are built with: what clients rely on, from the library's one program to the running stack.

Each class is about one thing; a lesson takes those that it teaches and says to which of its tasks they belong.
"""

from tests.contract.movies.changing import Deleting, Gone, Ids, Replacing
from tests.contract.movies.creating import Creating, Duplicates
from tests.contract.movies.reading import Filtering, Reading
from tests.contract.movies.refusing import Bodies, Refusing, refuses
from tests.contract.movies.seeds import ID, Seeded, seeded

__all__ = [
    "ID",
    "Bodies",
    "Creating",
    "Deleting",
    "Duplicates",
    "Filtering",
    "Gone",
    "Ids",
    "Reading",
    "Refusing",
    "Replacing",
    "Seeded",
    "refuses",
    "seeded",
]
