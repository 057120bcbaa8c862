"""Where the packages of a program reach into each other, read from its files; nothing of the program is run.

The graph of imports is grimp's, which finds an import wherever it stands, in a function too. What is made up at run
time (a module's name put together from pieces, a module handed on in a variable) isn't seen.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import grimp
import pytest

from workshop.harness.plugin import LessonRun
from workshop.harness.reply import Unmet
from workshop.harness.sources import Source, Use, is_special, sources

NEEDS_FILES = "needs the files of the program: what imports what doesn't show over HTTP"


def packages_fixture(service: str, root: str, names: Sequence[str]) -> Any:
    """A fixture `packages`: the packages `names` below the package `root` in the files that `service` is made of.

    Where there are no files (--url, --run) a check that asks for it is skipped.
    """

    @pytest.fixture(name="packages")
    def packages(lesson_run: LessonRun) -> Packages:
        """The packages of the program, to be read."""
        run = lesson_run.run
        if service in {*run.commands, *run.urls}:
            pytest.skip(NEEDS_FILES)
        return Packages(Path(run.folder), root, tuple(f"{root}.{name}" for name in names))

    return packages


class Packages:
    """The packages `owners` of a program, and what lies outside them; each name is dotted (`library.books`).

    Raises Unmet for a file that Python can't read, and for a package that isn't there.
    """

    def __init__(self, folder: Path, root: str, owners: tuple[str, ...]) -> None:
        self.sources = {source.module: source for source in sources(folder, root)}
        self.owners = owners
        for owner in owners:
            if owner not in self.sources:
                raise Unmet(f"a package {owner}", f"there is no {owner.replace('.', '/')}/__init__.py")
        self.graph = _graph(folder, root)

    # what a check requires

    def keeps_out_of(self, package: str, other: str, because: str = "") -> None:
        """Require that `package` uses nothing of `other` but what that publishes."""
        if uses := self.reaches_into(package, other):
            raise Unmet(f"{package} to use only what {other} lists in __all__", _lines(uses), because)

    def knows_nothing_of(self, package: str, other: str, because: str = "") -> None:
        """Require that `package` imports nothing of `other`."""
        if uses := self.imports(package, other):
            raise Unmet(f"{package} to import nothing of {other}", _lines(uses), because)

    def shares_no_data(self, package: str, other: str, because: str = "") -> None:
        """Require that nothing outside them, in which data is kept, is used by both."""
        if uses := self.shares(package, other):
            raise Unmet(f"{package} and {other} to keep nothing in one place", _lines(uses), because)

    # what is found

    def imports(self, package: str, other: str) -> list[Use]:
        """The imports of `other`, or of something inside it, in `package`."""
        return sorted(self._imports_of(self._modules_of(package), other))

    def reaches_into(self, package: str, other: str) -> list[Use]:
        """Each use of what `other` doesn't publish: in `package`, and in what it imports from outside the owners."""
        modules = self._modules_of(package)
        modules |= self._detours(modules)
        uses = [*self._imports_of(modules, other), *self._names_of(modules, other)]
        hidden = [use for use in uses if not self._published(other, use.name)]
        return sorted({(use.file, use.line): use for use in hidden}.values())

    def shares(self, package: str, other: str) -> list[Use]:
        """Where both use one thing outside the owners in which data is kept, and what that is."""
        kept = {f"{source.module}.{name}" for source in self._outside for name in source.keeps(self._keepers)}
        first, second = (self._kept_by(each, kept) for each in (package, other))
        return sorted(use for name in first.keys() & second.keys() for use in (first[name], second[name]))

    # how it is found

    def _modules_of(self, package: str) -> set[str]:
        return {module for module in self.sources if f"{module}.".startswith(f"{package}.")}

    @cached_property
    def _outside(self) -> list[Source]:
        inside = set().union(*map(self._modules_of, self.owners))
        return [source for module, source in self.sources.items() if module not in inside]

    def _detours(self, modules: set[str]) -> set[str]:
        """What `modules` import from outside the owners, directly or through each other.

        A module that imports all owners puts the program together; it is nobody's way to another.
        """
        outside = {source.module for source in self._outside if not self._joins_all(source.module)}
        found: set[str] = set()
        new = modules
        while new := {each for module in new for each in self._imported(module)} & outside - found:
            found |= new
        return found

    def _joins_all(self, module: str) -> bool:
        imported = self._imported(module)
        return all(any(f"{each}.".startswith(f"{owner}.") for each in imported) for owner in self.owners)

    def _imported(self, module: str) -> set[str]:
        return self.graph.find_modules_directly_imported_by(module) if module in self.graph.modules else set()

    def _imports_of(self, modules: set[str], other: str) -> Iterator[Use]:
        for module in modules & self.graph.modules:
            for imported in self._imported(module):
                if f"{imported}.".startswith(f"{other}."):
                    for detail in self.graph.get_import_details(importer=module, imported=imported):
                        yield self.sources[module].use(detail["line_number"], imported)

    def _names_of(self, modules: set[str], other: str) -> Iterator[Use]:
        for module in modules:
            for name, line in self.sources[module].names:
                if name.startswith(f"{other}."):
                    yield self.sources[module].use(line, name)

    def _published(self, package: str, name: str) -> bool:
        """Whether `name`, dotted, is one that `package` publishes, or something public of that."""
        first, *rest = name.removeprefix(package).lstrip(".").split(".")
        if first in ("", "*") or is_special(first):
            return True
        listed = self.sources[package].listed
        if listed is None:
            return not first.startswith("_") and f"{package}.{first}" not in self.sources
        return first in listed and not any(part.startswith("_") and not is_special(part) for part in rest)

    @cached_property
    def _keepers(self) -> set[str]:
        """The names of the program's classes whose objects keep things."""
        found: set[str] = set()
        while new := {name for source in self.sources.values() for name in source.classes_that_keep(found)} - found:
            found |= new
        return found

    def _kept_by(self, package: str, kept: set[str]) -> dict[str, Use]:
        """Which of the things `kept`, and of the app's extensions, `package` uses, and where."""
        found: dict[str, Use] = {}
        for source in (self.sources[module] for module in sorted(self._modules_of(package))):
            for name, line in source.names:
                for thing in kept:
                    if f"{name}.".startswith(f"{thing}."):
                        found.setdefault(thing, source.use(line, thing))
            for key, line in source.extensions:
                found.setdefault(key, source.use(line, key))
        return found


def _graph(folder: Path, root: str) -> grimp.ImportGraph:
    """grimp's graph of the package `root` in `folder`; no cache is kept, and the path is as it was afterwards."""
    before = list(sys.path)
    sys.path.insert(0, str(folder))
    try:
        importlib.invalidate_caches()
        return grimp.build_graph(root, cache_dir=None, exclude_type_checking_imports=True)
    except grimp.exceptions.SourceSyntaxError as error:
        raise Unmet("files that Python can read", str(error).replace(f"{folder}{os.sep}", "")) from None
    finally:
        sys.path[:] = before
        sys.path_importer_cache.pop(str(folder), None)


def _lines(uses: Sequence[Use]) -> str:
    return "\n".join(map(str, uses))
