"""A Dockerfile as text: its stages and their steps, and what hadolint has to say about it. Needs no engine."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sysconfig
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import msgspec
import pytest

from workshop.harness.docker.ignoring import ignored
from workshop.harness.reply import Unmet

SECONDS = 20.0
VARIABLE = re.compile(r"\$(?:\{(\w+)(?::-([^}]*))?\}|(\w+))")
HEREDOC = re.compile(r"<<-?\s*['\"]?(\w+)['\"]?")


@dataclass(frozen=True, slots=True)
class Step:
    """An instruction: its word in capitals, what stands behind it (continued lines joined), and its first line.

    `exec` has the words of the exec form (`CMD ["gunicorn"]`), None for the shell form.
    """

    word: str
    arguments: str
    line: int

    @property
    def exec(self) -> list[str] | None:
        try:
            words = json.loads(self.arguments)
        except ValueError:
            return None
        return words if isinstance(words, list) and all(isinstance(word, str) for word in words) else None


@dataclass(frozen=True, slots=True)
class Stage:
    """From one FROM to the next: what it names (defaults of ARG put in), its own name if it has one, its steps."""

    base: str
    name: str
    steps: tuple[Step, ...]

    def having(self, *words: str) -> list[Step]:
        """Its steps of these words, such as "RUN" or "COPY"."""
        return [step for step in self.steps if step.word in words]


class Remark(msgspec.Struct, frozen=True):
    """What hadolint says of a line; `level` is error, warning, info or style."""

    code: str
    line: int
    level: str
    message: str


class Recipe:
    """The Dockerfile and the .dockerignore in `folder`; raises Unmet where a Dockerfile is missing or is none."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "Dockerfile"
        self.ignoring = folder / ".dockerignore"

    @cached_property
    def text(self) -> str:
        try:
            return self.path.read_text(encoding="utf-8")
        except FileNotFoundError:
            raise Unmet("a Dockerfile", "no such file in the lesson's folder") from None
        except (OSError, UnicodeDecodeError) as error:
            raise Unmet("a Dockerfile that can be read", str(error)) from None

    @cached_property
    def steps(self) -> list[Step]:
        """All its instructions, in order."""
        return list(_steps(self.text))

    @cached_property
    def stages(self) -> list[Stage]:
        defaults: dict[str, str] = {}
        begun: list[tuple[str, str, list[Step]]] = []
        for step in self.steps:
            if step.word == "FROM":
                words = [word for word in step.arguments.split() if not word.startswith("--")]
                name = words[2] if len(words) > 2 and words[1].upper() == "AS" else ""
                begun.append((_filled(words[0], defaults) if words else "", name, []))
            elif begun:
                begun[-1][2].append(step)
            elif step.word == "ARG":
                defaults |= _defaults(step.arguments)
        if not begun:
            raise Unmet("a Dockerfile that says what it begins with (FROM)", "no FROM in it")
        return [Stage(base, name, tuple(steps)) for base, name, steps in begun]

    @property
    def final(self) -> Stage:
        """The stage that becomes the image."""
        return self.stages[-1]

    @property
    def lineage(self) -> list[Stage]:
        """The stages that the image is made of, each on top of the one before; what is only copied from is not."""
        named = {stage.name.lower(): stage for stage in self.stages if stage.name}
        line = [self.final]
        while (below := named.get(line[0].base.lower())) and below not in line:
            line.insert(0, below)
        return line

    @property
    def base_tag(self) -> str:
        """The image that the last stage stands on, through however many stages."""
        return self.lineage[0].base

    def ignores(self, path: str) -> bool:
        """Whether .dockerignore keeps this path of the lesson's folder out of a build."""
        rules = self.ignoring.read_text(encoding="utf-8").splitlines() if self.ignoring.is_file() else []
        return ignored(path, rules)

    @cached_property
    def remarks(self) -> list[Remark]:
        """What hadolint remarks; skips the check where there is none for this system."""
        program = Path(sysconfig.get_path("scripts"), "hadolint")
        if not program.is_file():
            pytest.skip("needs hadolint, which is not there for this system")
        command = [str(program), "--no-color", "--format=json", "--no-fail", "-"]
        done = subprocess.run(
            command, cwd=program.parent, input=self.text, capture_output=True, encoding="utf-8", timeout=SECONDS
        )
        try:
            return msgspec.json.decode(done.stdout, type=list[Remark])
        except msgspec.MsgspecError:
            raise Unmet("a Dockerfile that can be read", (done.stderr or done.stdout).strip()[-500:]) from None


def _steps(text: str) -> list[Step]:
    """The instructions of a Dockerfile; comments and empty lines left out, continued lines joined."""
    steps: list[Step] = []
    lines = list(enumerate(text.splitlines(), start=1))
    while lines:
        number, line = lines.pop(0)
        if _is_empty(line):
            continue
        whole = line.strip()
        while whole.endswith("\\") and lines:
            _, more = lines.pop(0)
            whole = whole[:-1].rstrip() + " " + ("\\" if _is_empty(more) else more.strip())
        for end in HEREDOC.findall(whole):
            body = [lines.pop(0)[1] for _ in range(_until(end, [line for _, line in lines]))]
            whole += "\n" + "\n".join(body)
        word, _, arguments = whole.partition(" ")
        steps.append(Step(word.upper(), arguments.strip(), number))
    return steps


def _is_empty(line: str) -> bool:
    return not line.strip() or line.lstrip().startswith("#")


def _until(end: str, lines: list[str]) -> int:
    """How many lines a heredoc takes, its last included."""
    return next((number for number, line in enumerate(lines, start=1) if line.strip() == end), len(lines))


def _defaults(arguments: str) -> dict[str, str]:
    """What an ARG sets where nobody says otherwise."""
    try:
        words = shlex.split(arguments)
    except ValueError:
        return {}
    return {name: value for name, equals, value in (word.partition("=") for word in words) if equals}


def _filled(text: str, values: dict[str, str]) -> str:
    return VARIABLE.sub(lambda found: values.get(found[1] or found[3], found[2] or ""), text)
