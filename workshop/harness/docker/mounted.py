"""What the learner's compose.yml mounts into a service, for a container that is started without Compose."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import msgspec

from workshop.harness.docker.cli import missing_compose
from workshop.harness.docker.composed import Composed
from workshop.harness.reply import Unmet


class Mount(msgspec.Struct, frozen=True):
    """A file or folder `name` of the lesson's folder, whose copy at `source` a container sees as `target`."""

    name: str
    source: str
    target: str

    @property
    def option(self) -> str:
        """How `docker run` is told of it."""
        return f"--mount=type=bind,source={self.source},target={self.target},readonly"

    def __str__(self) -> str:
        return f"{self.name} as {self.target}"


def copied(folder: Path, service: str, main: tuple[Path, str], to: Path) -> list[Mount]:
    """What the compose.yml in `folder` mounts into `service`, copied to `to`, where any user may read it.

    `main` is a file in `folder` and its target; it is mounted there whatever else is. Where compose.yml says nothing
    that helps, all files beside `main` are mounted beside it.
    """
    file, target = main
    folder = folder.resolve()
    beside = [each for each in file.parent.iterdir() if each.is_file() and _is_within(each, folder)]
    chosen = _said(folder, service) or {str(Path(target).with_name(each.name)): each for each in beside}
    found = []
    for number, (place, path) in enumerate((chosen | {target: file}).items()):
        copy = to / str(number) / path.name
        copy.parent.mkdir(parents=True, exist_ok=True)
        _copy(path, copy)
        found.append(Mount(Path(os.path.relpath(path.resolve(), folder)).as_posix(), str(copy), place))
    return found


def _said(folder: Path, service: str) -> dict[str, Path]:
    """What is mounted into `service` from within `folder`, by its target; nothing where Compose can't say."""
    if missing_compose():
        return {}
    try:
        composed = Composed(folder)
    except Unmet:  # that is what other checks are for
        return {}
    entry = composed.services.get(service, {})
    named = composed.get("configs") or {}
    found = {each["target"]: each.get("source") for each in entry.get("volumes") or [] if each.get("type") == "bind"}
    for each in entry.get("configs") or []:
        found[each.get("target") or f"/{each['source']}"] = named.get(each["source"], {}).get("file")
    paths = {target: Path(source) for target, source in found.items() if source}
    return {target: path for target, path in paths.items() if path.exists() and _is_within(path, folder)}


def _is_within(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder)


def _copy(path: Path, copy: Path) -> None:
    """Copy a file or a whole folder, for everybody to read."""
    if path.is_file():
        shutil.copyfile(path, copy)
        copy.chmod(0o644)
        return
    shutil.copytree(path, copy, dirs_exist_ok=True)
    for place, _, names in os.walk(copy):
        os.chmod(place, 0o755)  # noqa: PTH101
        for name in names:
            Path(place, name).chmod(0o644)
