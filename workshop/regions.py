"""Task regions: the marked lines of a lesson's files that belong to a task.

    # task 2: refuse a movie that is already in the collection
    abort(501)
    # end task 2

Starter, solution and a learner's work carry the same regions. A file whose first line opens a task that it never
closes is a region whole. Everything that compares or moves parts of a task reads them here.
"""

from __future__ import annotations

import re
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

SIGN = r"(?:#|--|//|<!--)"
OPEN = re.compile(rf"\s*{SIGN}\s*task (\d+):(?!.*\bend task)")
CLOSE = re.compile(rf"\s*{SIGN}\s*end task (\d+)\b")
NOT_CODE = {"lesson.toml", "README.md", "mistake.toml"}
SKIPPED_FOLDERS = {"__pycache__", ".ipynb_checkpoints", ".git", ".venv", "node_modules"}
# for shutil.copytree: a lesson's files and nothing else
NOT_COPIED = shutil.ignore_patterns(*NOT_CODE, *SKIPPED_FOLDERS, "*.pyc")


@dataclass(frozen=True, slots=True)
class Region:
    """Lines `start` to `end` (0-based, end exclusive) of a file, without its markers; `nth` of its task there."""

    file: str
    task: int
    nth: int
    start: int
    end: int
    text: str

    @property
    def key(self) -> tuple[str, int, int]:
        return self.file, self.task, self.nth


@dataclass(frozen=True, slots=True)
class Tree:
    """The files of one lesson folder and the regions in them."""

    folder: Path
    texts: dict[str, str]
    regions: tuple[Region, ...]
    problems: tuple[str, ...]

    def of_task(self, task: int) -> dict[tuple[str, int, int], Region]:
        return {region.key: region for region in self.regions if region.task == task}


def changed(before: Tree, after: Tree) -> set[int]:
    """The tasks whose regions differ between two states of a folder, wherever in their files they stand."""
    texts = [{(region.key, region.text) for region in tree.regions} for tree in (before, after)]
    return {key[1] for key, _ in texts[0] ^ texts[1]}


def files(folder: Path) -> Iterator[str]:
    """The lesson's own files below `folder`, as sorted relative paths with forward slashes."""
    if not folder.is_dir():
        return
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        skipped = SKIPPED_FOLDERS.intersection(relative.parts) or path.name in NOT_CODE or path.suffix == ".pyc"
        if path.is_file() and not skipped:
            yield relative.as_posix()


def read(folder: Path) -> Tree:
    """Read every text file below `folder` and find its regions; damaged markers become `problems`."""
    texts: dict[str, str] = {}
    regions: list[Region] = []
    problems: list[str] = []
    for name in files(folder):
        try:
            text = (folder / name).read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
        except (UnicodeDecodeError, OSError):
            continue
        texts[name] = text
        _scan(name, text.splitlines(keepends=True), regions, problems)
    return Tree(folder, texts, tuple(regions), tuple(problems))


def _scan(name: str, lines: list[str], regions: list[Region], problems: list[str]) -> None:
    """Append the regions of one file to `regions`, and what is wrong with its markers to `problems`."""
    seen: dict[int, int] = defaultdict(int)
    task, start = 0, 0

    def add(number: int, first: int, last: int) -> None:
        regions.append(Region(name, number, seen[number], first, last, "".join(lines[first:last])))
        seen[number] += 1

    for index, line in enumerate(lines):
        if opened := OPEN.match(line):
            if task:
                problems.append(f"{name}, line {index + 1}: task {opened[1]} begins before task {task} has ended")
            task, start = int(opened[1]), index + 1
        elif closed := CLOSE.match(line):
            if int(closed[1]) == task:
                add(task, start, index)
            elif task:
                problems.append(f"{name}, line {index + 1}: 'end task {closed[1]}' closes a region of task {task}")
            else:
                problems.append(f"{name}, line {index + 1}: 'end task {closed[1]}' without its 'task {closed[1]}'")
            task = 0
    if task and start == 1:
        add(task, start, len(lines))
    elif task:
        problems.append(f"{name}, line {start}: task {task} has no 'end task {task}'")


def lost(work: Tree, starter: Tree) -> list[str]:
    """What is wrong with the markers of `work`, in words: damaged ones, and how its regions differ from `starter`'s."""
    damaged = {problem.partition(",")[0] for problem in work.problems}
    files = sorted({region.file for region in starter.regions} - damaged)
    problems = list(work.problems)
    for file in files:
        if file not in work.texts:
            unreadable = (work.folder / file).is_file()
            problems.append(f"{file}: the file {'is not UTF-8 text' if unreadable else 'is gone'}")
            continue
        theirs, ours = _counted(work, file), _counted(starter, file)
        problems += [f"{file}: markers of task {task} are gone" for task in sorted(ours - theirs)]
        problems += [f"{file}: markers of task {task} are there too often" for task in sorted(theirs - ours)]
    return problems


def _counted(tree: Tree, file: str) -> Counter[int]:
    """How many regions each task has in `file`."""
    return Counter(region.task for region in tree.regions if region.file == file)


def untouched(work: Tree, starter: Tree, task: int) -> bool:
    """Whether every region of `task` in `work` still equals the starter's (False where one is lost or doubled)."""
    ours = {key: region.text for key, region in starter.of_task(task).items()}
    files = {file for file, _, _ in ours}
    theirs = {key: region.text for key, region in work.of_task(task).items() if key[0] in files}
    return bool(ours) and theirs == ours


def skeleton(tree: Tree, file: str) -> str:
    """The text of `file` with every region's lines taken out."""
    return _filled(tree, file, {region.key: "" for region in tree.regions})


def swapped(target: Tree, source: Tree, tasks: Iterable[int]) -> dict[str, str]:
    """The files of `target` that change when the regions of `tasks` are taken from `source`: name → new text.

    Raises LookupError naming the file where `target` has no such region to put it in.
    """
    wanted = set(tasks)
    texts = {region.key: region.text for region in source.regions if region.task in wanted}
    places = {region.key for region in target.regions}
    for file, task, _ in texts.keys() - places:
        raise LookupError(f"{file}: markers of task {task} are gone")
    changed = {}
    for file in sorted({file for file, _, _ in texts}):
        text = _filled(target, file, texts)
        if text != target.texts[file]:
            changed[file] = text
    return changed


def _filled(tree: Tree, file: str, texts: dict[tuple[str, int, int], str]) -> str:
    lines = tree.texts[file].splitlines(keepends=True)
    for region in sorted((r for r in tree.regions if r.file == file), key=lambda r: -r.start):
        if region.key in texts:
            text = texts[region.key]
            lines[region.start : region.end] = [text]
    return "".join(lines)


def write(folder: Path, changed: dict[str, str]) -> None:
    """Write the texts of `changed` (name → text) below `folder`."""
    for name, text in changed.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8"))
