"""The files of an image, layer by layer: also those that a later layer deletes, which are still in it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import tarfile
from collections.abc import Mapping, Sequence
from typing import IO

import msgspec

from workshop.harness.docker.cli import QUIET, EngineError
from workshop.harness.docker.context import PREFIX

WHITEOUT, OPAQUE = ".wh.", ".wh..wh..opq"
LONGEST = 32 * 1024 * 1024  # bytes of a file that are searched
WORD = re.compile(rb"bait-[0-9a-f]{16}")


class Layer(msgspec.Struct, frozen=True):
    """What one layer brings: path → bytes of its files, which paths it deletes, and where in it bait was found."""

    files: dict[str, int] = {}
    deleted: tuple[str, ...] = ()
    words: dict[str, str] = {}


def read(tag: str) -> list[Layer]:
    """The layers of an image, the lowest first, by `docker save`; raises EngineError."""
    found: dict[str, Layer] = {}
    order: Sequence[str] = ()
    with subprocess.Popen(
        ["docker", "save", tag], env=os.environ | QUIET, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as saving:
        assert saving.stdout
        try:
            with tarfile.open(fileobj=saving.stdout, mode="r|") as archive:
                for member in archive:
                    content = archive.extractfile(member)
                    if member.name == "manifest.json" and content:
                        order = json.load(content)[0]["Layers"]
                    elif content and member.isfile() and not member.name.endswith((".json", "VERSION", "/json")):
                        layer = _layer(content)
                        if layer:
                            found[member.name] = layer
        except (tarfile.TarError, ValueError, KeyError) as error:
            raise EngineError(f"`docker save` gave what can't be read: {error}") from None
    if saving.returncode or any(name not in found for name in order):
        raise EngineError("`docker save` gave no whole image")
    return [found[name] for name in order]


def _layer(content: IO[bytes]) -> Layer | None:
    """The layer in this part of the archive; None where it is something else."""
    files: dict[str, int] = {}
    deleted: list[str] = []
    words: dict[str, str] = {}
    try:
        with tarfile.open(fileobj=content, mode="r|*") as layer:
            for member in layer:
                path = member.name.removeprefix("./").strip("/")
                folder, _, name = path.rpartition("/")
                if name == OPAQUE:
                    deleted.append(f"{folder}/")
                elif name.startswith(WHITEOUT):
                    deleted.append(f"{folder}/{name.removeprefix(WHITEOUT)}".strip("/"))
                elif not member.isdir():
                    files[path] = member.size
                    if member.isfile() and (text := layer.extractfile(member)):
                        words |= dict.fromkeys(_words(text.read(LONGEST)), path)
    except tarfile.ReadError:
        return None
    return Layer(files, tuple(deleted), words)


def _words(content: bytes) -> list[str]:
    return [word.decode() for word in WORD.findall(content)] if PREFIX.encode() in content else []


def together(layers: Sequence[Layer]) -> dict[str, int]:
    """Path → bytes of what one sees who looks into all of these layers."""
    seen: dict[str, int] = {}
    for layer in layers:
        seen = without(seen, layer.deleted) | layer.files
    return seen


def without(files: Mapping[str, int], deleted: Sequence[str]) -> dict[str, int]:
    """`files` less the deleted paths and all below them; a path with a slash at its end: only what is below it."""
    gone = set(deleted)
    folders = tuple(path if path.endswith("/") else f"{path}/" for path in deleted)
    return {path: size for path, size in files.items() if path not in gone and not path.startswith(folders)}
