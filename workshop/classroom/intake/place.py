"""Where in a submission the lesson's folder is."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from workshop import catalog, regions
from workshop.catalog import Lesson
from workshop.classroom.intake import limits
from workshop.classroom.intake.entries import Entry, Kind
from workshop.classroom.intake.names import shown
from workshop.classroom.intake.problems import Unfit

CACHES = {".pytest_cache", ".mypy_cache", ".ruff_cache"}
SKIPPED_FOLDERS = regions.SKIPPED_FOLDERS | CACHES | {".workshop", "__MACOSX", "venv", ".idea", ".vscode"}
SKIPPED_FILES = {".DS_Store", "Thumbs.db", "desktop.ini"}
BESIDE = {"onlinetext.html"}  # Moodle: what was typed instead of handed in, or besides
# trees of the repository with folders called as the lesson, none of them a learner's
NOT_WORK = {"tests", "mistakes", "second", "notebooks", "compose", "begun", "backups"}
TREES = ("lessons", "solutions")
ARCHIVES = (".zip", ".tar", ".tgz", ".gz", ".bz2", ".xz", ".rar", ".7z", ".zst")
PACKED = "An archive is opened only where it is all that was handed in, and no archive inside it."
TOLD = 5  # of what was found instead


@dataclass(frozen=True, slots=True)
class Place:
    """A folder of the submission: its path, empty for the submission itself.

    `edited` says that it counts only if it differs from the starter.
    """

    path: str
    edited: bool = False

    @property
    def prefix(self) -> str:
        return f"{self.path}/" if self.path else ""


def kept(entries: Iterable[Entry]) -> list[Entry]:
    """What people make, without what systems and programs leave behind."""
    return [entry for entry in entries if entry.path and not _skipped(entry.path.split("/"))]


def is_litter(name: str) -> bool:
    """Whether that lies in a folder beside what was handed in, and is nothing that was."""
    return _skipped([name]) or name in BESIDE


def _skipped(parts: Sequence[str]) -> bool:
    # ._name is where macOS keeps what other systems have no place for
    return not SKIPPED_FOLDERS.isdisjoint(parts) or parts[-1] in SKIPPED_FILES or parts[-1].startswith("._")


@dataclass(frozen=True, slots=True)
class Sought:
    """What a lesson's folder is known by: its name, the starter's files, and what other lessons are called."""

    name: str
    files: tuple[str, ...]
    others: tuple[str, ...]

    @property
    def example(self) -> str:
        """One of the files, as people know it."""
        return next((file for file in self.files if file.endswith("/app.py")), self.files[0])


def sought(lesson: Lesson) -> Sought:
    """What to look for in a submission of `lesson`."""
    others = (other.name for other in catalog.lessons(lesson.root) if other.name != lesson.name)
    return Sought(lesson.name, tuple(regions.files(lesson.starter)), tuple(others))


def locate(entries: Sequence[Entry], sought: Sought) -> Place:
    """The folder with the lesson's files. Raises Unfit where there is none, or more than one."""
    if not entries:
        raise Unfit("It is empty.")
    search = _Search(entries, sought)
    for question in (search.called_so, search.by_its_files, search.in_lessons):
        found = question()
        if len(found) > 1:
            raise Unfit(f"It has the lesson more than once, in {_listed(found)}: expected one folder.")
        if found:
            return Place(found[0], edited=question == search.in_lessons)
    raise Unfit(search.nothing())


class _Search:
    """The questions that are asked, over one submission's paths; answers are sorted folders."""

    def __init__(self, entries: Sequence[Entry], sought: Sought) -> None:
        self.entries = entries
        self.sought = sought
        self.paths = {entry.path for entry in entries if entry.kind is not Kind.FOLDER}
        self.folders = set(self._folders())

    def _folders(self) -> Iterator[str]:
        """Each folder that is called as the lesson."""
        for entry in self.entries:
            parts = entry.path.split("/")
            for index in (index for index, part in enumerate(parts) if part == self.sought.name):
                if index <= limits.PLACE_DEPTH and (index + 1 < len(parts) or entry.kind is Kind.FOLDER):
                    yield "/".join(parts[: index + 1])

    def called_so(self) -> list[str]:
        """Those that are a learner's and have a file of the lesson; in a fork only the one in work/."""
        fitting = [path for path in self._own() if self._fits(path)]
        forks = {_fork(path) for tree in TREES for path in self._in_tree(tree)}
        works = [path for path in fitting if _parent(path) == "work" and _fork(path) in forks]
        settled = {_fork(path) for path in works}
        return outermost(path for path in fitting if path in works or not _below_any(path, settled))

    def _own(self) -> list[str]:
        return [path for path in self.folders if _parent(path) not in NOT_WORK and _parent(path) not in TREES]

    def _fits(self, folder: str) -> bool:
        return any(f"{folder}/{file}" in self.paths for file in self.sought.files)

    def _in_tree(self, tree: str) -> list[str]:
        return outermost(path for path in self.folders if _parent(path) == tree and self._fits(path))

    def in_lessons(self) -> list[str]:
        """The folders where a fork has the starter."""
        return self._in_tree("lessons")

    def by_its_files(self) -> list[str]:
        """The folders, whatever they are called, that have at least half of the starter's files in their places."""
        found: Counter[str] = Counter()
        called = defaultdict(list)
        for file in self.sought.files:
            called[_last(file)].append(file)
        for path in self.paths:
            for file in called.get(_last(path), ()):
                if path == file or path.endswith(f"/{file}"):
                    found[path.removesuffix(file).rstrip("/")] += 1
        enough = [path for path, count in found.items() if 2 * count >= len(self.sought.files)]
        return outermost(path for path in enough if not self._elsewhere(path))

    def _elsewhere(self, path: str) -> bool:
        """Whether it is too deep, or in a folder of a lesson, which was looked at or is another one's."""
        parts = path.split("/") if path else []
        others = any(part.casefold().startswith(self.sought.others) for part in parts)
        return len(parts) > limits.PLACE_DEPTH or others or self.sought.name in parts

    def nothing(self) -> str:
        """Why there is nothing to take, as precisely as can be said."""
        name, example = self.sought.name, self.sought.example
        for entry in self.entries:
            if entry.kind in (Kind.LINK, Kind.HARD_LINK) and _is_packed(entry.path):
                return f"{shown(entry.path)} is {entry.kind.value}: expected the archive itself."
            if entry.kind in (Kind.LINK, Kind.CLOSED, Kind.DEEP) and self._leads(entry):
                return f"{shown(entry.path)} is {entry.kind.value}: expected the folder itself."
        if own := self._own():
            return f"{_listed(own)} has none of the lesson's files: expected for example {example}."
        if solutions := self._in_tree("solutions"):
            return f"The lesson was not begun: there is no work/{name}, and {_listed(solutions)} is the course's."
        found = _listed({entry.path.split("/")[0] for entry in self.entries})
        return f"It has no folder {name}: expected for example {name}/{example}, found {found}.{self._packed()}"

    def _leads(self, entry: Entry) -> bool:
        tops = {file.split("/")[0] for file in self.sought.files}
        return entry.kind is not Kind.LINK or _last(entry.path) in {"work", self.sought.name, *tops}

    def _packed(self) -> str:
        inner = any(_is_packed(entry.path) for entry in self.entries)
        return f" {PACKED}" if inner else ""


def _is_packed(path: str) -> bool:
    return path.casefold().endswith(ARCHIVES)


def outermost(paths: Iterable[str]) -> list[str]:
    """Those of `paths` that are not inside another of them, sorted."""
    found: set[str] = set()
    for path in sorted(paths, key=len):
        if not _below_any(path, found):
            found.add(path)
    return sorted(found)


def _below_any(path: str, folders: set[str]) -> bool:
    """Whether `path` is one of `folders`, or inside one."""
    parts = path.split("/")
    return any("/".join(parts[:count]) in folders for count in range(len(parts) + 1))


def _parent(path: str) -> str:
    return path.split("/")[-2] if "/" in path else ""


def _last(path: str) -> str:
    return path.rpartition("/")[2]


def _fork(path: str) -> str:
    """The repository that TREE/NN-name would be in; empty for the submission itself."""
    return "/".join(path.split("/")[:-2])


def _listed(paths: Collection[str]) -> str:
    told = " and ".join(", ".join(shown(path or "the top folder") for path in sorted(paths)[:TOLD]).rsplit(", ", 1))
    return told if len(paths) <= TOLD else f"{told} and {len(paths) - TOLD} more"
