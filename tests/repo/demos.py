"""The demos in `compose/README.md`, as data: what is typed, and what the room sees."""

from __future__ import annotations

import re
import subprocess
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from workshop.catalog import ROOT, find

README = ROOT / "compose" / "README.md"
SECONDS = 300  # a first build fetches packages
PATIENCE = 20  # seconds, in which a person would look once more
ASKS = re.compile(r"(curl (?!.*--json)(?!.*-X)|docker compose (ps|logs))")


@dataclass(frozen=True)
class Step:
    """A command, and lines of what it prints, in their order; … stands for anything."""

    command: str
    shown: tuple[str, ...]

    def missing_in(self, printed: str) -> str | None:
        """The first line that should have been printed and was not."""
        lines = iter(printed.splitlines())
        for wanted in self.shown:
            pattern = ".*".join(re.escape(piece) for piece in wanted.split("…"))
            if not any(re.fullmatch(pattern, line.rstrip()) for line in lines):
                return wanted
        return None


def sections() -> dict[str, str]:
    """The text of each stack's demo, by the stack's name."""
    _, *found = re.split(r"^### (?=\d\d )", README.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {find(text[:2]).name: re.split(r"^## ", text, flags=re.MULTILINE)[0] for text in found}


def demos() -> dict[str, list[Step]]:
    """The steps of each stack's demo, by the stack's name."""
    return {name: steps(text) for name, text in sections().items()}


def steps(text: str) -> list[Step]:
    """The commands in the console blocks of a text, each with what is shown below it."""
    found = []
    for block in re.findall(r"^```console\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        for entry in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, *shown = entry.replace("\\\n", "").splitlines()
            found.append(Step(command, tuple(line for line in shown if line)))
    return found


class Shell:
    """A shell in which somebody types one command after the other."""

    def __init__(self, environment: Mapping[str, str], folder: Path = ROOT) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.process = subprocess.Popen(
            ["bash"], cwd=folder, env=environment, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, encoding="utf-8"
        )

    def type(self, command: str) -> tuple[int, str]:
        """The exit code of a command, and what it prints."""
        printed, ended = Path(self.folder.name) / "printed", Path(self.folder.name) / "ended"
        ended.unlink(missing_ok=True)
        assert self.process.stdin
        self.process.stdin.write(
            f"{{ {command}\n}} </dev/null >{printed} 2>&1; echo $? >{ended}.part; mv {ended}.part {ended}\n"
        )
        self.process.stdin.flush()
        end = time.monotonic() + SECONDS
        while not ended.exists():
            assert time.monotonic() < end, f"no end: {command}"
            assert self.process.poll() is None, f"the shell has ended: {command}"
            time.sleep(0.02)
        return int(ended.read_text()), printed.read_bytes().decode(errors="replace")

    def play(self, step: Step, command: str) -> None:
        """Type the command of a step, and see what it shows; where it only asks, look again for a while."""
        end = time.monotonic() + PATIENCE
        while True:
            code, printed = self.type(command)
            missing = step.missing_in(printed)
            if missing is None:
                break
            again = ASKS.match(command) and time.monotonic() < end
            assert again, f"$ {step.command}\nshows no line\n{missing}\nbut\n{printed[-4000:]}"
            time.sleep(0.2)
        may_fail = step.shown or "kill" in command
        assert may_fail or code == 0, f"$ {step.command}\nended with {code}:\n{printed[-4000:]}"

    def __enter__(self) -> Shell:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        assert self.process.stdin
        self.process.stdin.close()
        self.folder.cleanup()
