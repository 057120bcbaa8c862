"""The gradebook of a class: a table, each learner's feedback, files for other programs, and a page about everybody."""

from workshop.classroom.book.about import About
from workshop.classroom.book.gradescope import results_json
from workshop.classroom.book.keeping import BookError
from workshop.classroom.book.writing import write

__all__ = ["About", "BookError", "results_json", "write"]
