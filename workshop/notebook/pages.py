"""Make a lesson's notebook from its text: Python fences become cells, and nothing else is added."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import Any

import jupytext
import nbformat

from workshop import catalog
from workshop.catalog import Lesson
from workshop.notebook.links import moved

READ_AS = {"extension": ".md", "split_at_heading": True}
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def make(lesson: Lesson) -> bytes:
    """The notebook of `lesson` as it is kept in notebooks/: without outputs, and the same bytes for the same text."""
    text = lesson.text.read_text(encoding="utf-8")
    source = PurePosixPath(lesson.text.parent.relative_to(lesson.root).as_posix())
    target = PurePosixPath(lesson.notebook.parent.relative_to(lesson.root).as_posix())
    read = jupytext.reads(moved(text, source, target), fmt=READ_AS)
    cells = [_cell(number, cell) for number, cell in enumerate(read.cells, start=1)]
    notebook = nbformat.v4.new_notebook(cells=cells, metadata=METADATA)
    nbformat.validate(notebook)
    return str(nbformat.writes(notebook)).rstrip("\n").encode() + b"\n"


def _cell(number: int, cell: Any) -> Any:
    """A cell with nothing but its source, and an id that tells its place."""
    name = f"cell-{number:02}"
    if cell.cell_type == "code":
        return nbformat.v4.new_code_cell(cell.source, id=name)
    return nbformat.v4.new_markdown_cell(cell.source, id=name)


def write_all(root: Path = catalog.ROOT) -> list[Path]:
    """Write the notebook of every lesson that has a text; gives the paths of those that have changed."""
    changed = []
    for lesson in catalog.lessons(root):
        if not lesson.text.exists():
            continue
        made = make(lesson)
        if not lesson.notebook.exists() or lesson.notebook.read_bytes() != made:
            lesson.notebook.parent.mkdir(exist_ok=True)
            lesson.notebook.write_bytes(made)
            changed.append(lesson.notebook)
    return changed
