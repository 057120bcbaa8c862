"""What a Dockerfile says without being built: what goes into the image, and what its first process will be."""

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath
from typing import Any

from workshop.harness.docker.recipe import Recipe, Stage, Step
from workshop.harness.reply import Unmet

from .scripts import Command, commands

SERVICE = "books"  # the service that the recipe is read for
PORT = "18123"  # where it is told to listen
VARIABLE = re.compile(r"\$(?:\{(\w+)(?::?[-=?]([^}]*))?\}|(\w+))")
INSTALLS = re.compile(r"\b(pip3?|uv|poetry|pdm|pipenv|conda)\b[^&|;]*\b(install|sync)\b")
SHELLS = {"sh", "bash", "dash", "ash", "zsh"}
BEFORE = {"tini", "dumb-init", "docker-init", "catatonit", "env", "nice", "setpriv", "gosu", "su-exec"}
SERVERS = re.compile(r"\b(gunicorn|flask|uvicorn|waitress-serve|hypercorn|granian|uwsgi|python3?)\b|\$@|\$\{?[0@]")
SAYS = {"echo", "printf"}
# gunicorn's options: of one letter with a value, named otherwise than in gunicorn.conf.py, without a value
FLAGS = {"b": "bind", "c": "config", "k": "worker_class", "p": "pidfile", "t": "timeout", "w": "workers"}
FLAGS |= {"e": "raw_env", "g": "group", "m": "umask", "n": "proc_name", "u": "user"}
OTHERS = {"log_file": "errorlog", "error_logfile": "errorlog", "access_logfile": "accesslog", "pid": "pidfile"}
OTHERS |= {"no_control_socket": "control_socket_disable"}
SWITCHES = {"no_control_socket", "no_sendfile", "reload", "reuse_port", "preload", "daemon", "initgroups", "spew"}
SWITCHES |= {"capture_output", "log_syslog", "disable_redirect_access_to_syslog", "enable_stdio_inheritance"}
SHOW = """
import json, runpy, sys
found = runpy.run_path(sys.argv[1])
print(json.dumps({name: value for name, value in found.items() if name[0] != "_"}, default=lambda value: None))
"""


def filled(text: str, values: dict[str, str]) -> str:
    """`text` with its variables in it."""
    return VARIABLE.sub(lambda found: values.get(found[1] or found[3]) or found[2] or "", text)


def assigned(step: Step, values: dict[str, str]) -> dict[str, str]:
    """What an ENV or an ARG sets; an ARG without a default is "" unless it is SERVICE."""
    try:
        words = shlex.split(step.arguments)
    except ValueError:
        return {}
    if step.word == "ENV" and words and "=" not in words[0]:
        return {words[0]: filled(" ".join(words[1:]), values)}
    pairs = (word.partition("=") for word in words)
    return {name: filled(value, values) for name, _, value in pairs}


def walked(stages: Sequence[Stage]) -> Iterator[tuple[Step, dict[str, str]]]:
    """Each step of these stages, and the variables that are known there."""
    values: dict[str, str] = {}
    for stage in stages:
        for step in stage.steps:
            if step.word in ("ENV", "ARG"):
                values = values | assigned(step, values)
                if step.word == "ARG" and "SERVICE" in assigned(step, values):
                    values["SERVICE"] = SERVICE
            yield step, values


def environment(recipe: Recipe) -> dict[str, str]:
    """What the image's containers have in their environment."""
    env: dict[str, str] = {}
    for step, values in walked(recipe.lineage):
        if step.word == "ENV":
            env |= {name: values[name] for name in assigned(step, values)}
    return env


def below(recipe: Recipe, stage: Stage) -> list[Stage]:
    """A stage and those that it stands on, the lowest first."""
    named = {each.name.lower(): each for each in recipe.stages if each.name}
    line = [stage]
    while (under := named.get(line[0].base.lower())) and under not in line:
        line.insert(0, under)
    return line


def sources(step: Step, values: dict[str, str]) -> list[str]:
    """What a COPY or an ADD takes from the lesson's folder."""
    words = step.arguments.split()
    flags = [word for word in words if word.startswith("--")]
    if step.word not in ("COPY", "ADD") or any(flag.startswith("--from") for flag in flags):
        return []
    rest = " ".join(words[len(flags) :])
    try:
        taken = json.loads(rest)
    except ValueError:
        taken = rest.split()
    taken = [filled(str(each), values) for each in taken[:-1]]
    return [str(PurePosixPath(each.lstrip("/") or ".")) for each in taken if not each.startswith("<<")]


def covers(source: str, path: str) -> bool:
    """Whether COPY takes `path` when it is told `source`: a file, a folder, or a pattern."""
    parts = PurePosixPath(path).parts
    return source == "." or any(fnmatch("/".join(parts[:end]), source) for end in range(1, len(parts) + 1))


def carried(recipe: Recipe, path: str) -> Step | None:
    """The step that takes this path of the lesson's folder into the image; None where it isn't taken along."""
    if recipe.ignores(path):
        return None
    steps = walked(recipe.lineage)
    return next((step for step, values in steps if any(covers(each, path) for each in sources(step, values))), None)


@dataclass
class Program:
    """The first process of a container, by the text: the words of its command without the shells before them.

    `shells` are the shell scripts that stay in between, since they don't hand over to what they start.
    """

    folder: Path
    env: dict[str, str]
    words: list[str]
    shells: list[str] = field(default_factory=list)

    @property
    def server(self) -> str:
        """What serves: gunicorn, flask, …; empty where nothing is started."""
        return PurePosixPath(self.words[0]).name if self.words else ""

    @property
    def settings(self) -> dict[str, Any]:
        """What gunicorn is told: by gunicorn.conf.py, GUNICORN_CMD_ARGS and the command, the last one counts most."""
        told = options(shlex.split(self.env.get("GUNICORN_CMD_ARGS", ""))) | options(self.words[1:])
        file = str(told.get("config", "gunicorn.conf.py")).removeprefix("file:")
        return self._of_file(PurePosixPath(file).name) | told

    def _of_file(self, name: str) -> dict[str, Any]:
        path = self.folder / name
        if not path.is_file():
            return {}
        known = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
        command = [sys.executable, "-c", SHOW, str(path)]
        env = known | self.env
        done = subprocess.run(command, cwd=self.folder, env=env, capture_output=True, encoding="utf-8", timeout=20)
        if done.returncode:
            said = done.stderr.strip().splitlines() or ["it ended without a word"]
            raise Unmet(f"{name} to be read by gunicorn", said[-1], "without it the service doesn't start")
        found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return found


def options(words: Sequence[str]) -> dict[str, Any]:
    """The options of gunicorn among these words, under their names in gunicorn.conf.py."""
    found: dict[str, Any] = {}
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if word.startswith("--"):
            name, equals, value = word[2:].partition("=")
            name = name.replace("-", "_")
            if name not in SWITCHES and not equals:
                value = rest.pop(0) if rest else ""
            found[OTHERS.get(name, name)] = name in SWITCHES or value
        elif word[:1] == "-" and word[1:2] in FLAGS:
            found[FLAGS[word[1]]] = word[2:] or (rest.pop(0) if rest else "")
        elif ":" in word and word[0] != "-":
            found["wsgi_app"] = word
    return found


def program(recipe: Recipe) -> Program:
    """What a container of the image is told to run; raises Unmet where that is nothing."""
    said: dict[str, Step] = {}
    for step, _ in walked(recipe.lineage):
        if step.word in ("ENTRYPOINT", "CMD"):
            said[step.word] = step
    if not said:
        raise Unmet("a CMD in your Dockerfile", "it has none", "the image doesn't say what a container of it runs")
    entry, command = said.get("ENTRYPOINT"), said.get("CMD")
    words = argued(entry) if entry else []
    if command and not (entry and entry.exec is None):
        words += argued(command)
    folder = recipe.path.parent
    env = environment(recipe) | {"PORT": PORT, "SERVICE": SERVICE}
    found = Program(folder, env, words)
    while _unwrapped(found):
        pass
    return found


def argued(step: Step) -> list[str]:
    """The words of a CMD or an ENTRYPOINT: the shell form is one for a shell."""
    return list(step.exec) if step.exec is not None else ["/bin/sh", "-c", step.arguments]


def _unwrapped(found: Program) -> bool:
    """Take what stands before the program off its words; False where nothing does any more."""
    words = found.words
    name = PurePosixPath(words[0]).name if words else ""
    if name in BEFORE:
        rest = words[1:]
        while rest and (rest[0].startswith("-") or "=" in rest[0]):
            rest.pop(0)
        found.words = rest[1:] if name in ("gosu", "su-exec") else rest
        return True
    if name in ("uv", "poetry", "pipenv", "pdm") and words[1:2] == ["run"]:
        found.words = [word for word in words[2:] if not word.startswith("--")]
        return True
    if name.startswith("python") and words[1:2] == ["-m"]:
        found.words = words[2:]
        return True
    script, rest = _script(found.folder, words)
    if script is None:
        return False
    found.words = _inside(found, script, rest)
    return True


def _script(folder: Path, words: Sequence[str]) -> tuple[str | None, list[str]]:
    """The shell script that these words run, with the words that it is given ($0 first); None where it is none."""
    if not words:
        return None, []
    if PurePosixPath(words[0]).name in SHELLS:
        rest = list(words[1:])
        while rest and rest[0].startswith("-"):
            if "c" in rest.pop(0)[1:] and rest:
                return rest[0], rest[1:]
    else:
        rest = list(words)
    path = folder / PurePosixPath(rest[0]).name if rest else folder
    if path.is_file() and (len(rest) < len(words) or path.suffix == ".sh"):
        text = path.read_text(encoding="utf-8", errors="replace")
        return "\n".join(line for line in text.splitlines() if not line.startswith("#")), rest
    return None, []


def _inside(found: Program, script: str, given: list[str]) -> list[str]:
    """The words of the server that a script starts; noted among the shells unless it hands over to that."""
    written = [command for command in commands(script) if command.words]
    serving = [each for each in written if SERVERS.search(" ".join(each.words)) and each.words[0] not in SAYS]
    last = (serving or written or [Command([])])[-1]
    if not last.replaces:
        found.shells.append(script.strip())
    together: list[str] = []
    for word in last.words:
        if word in ("$@", "${@}"):
            together += given[1:]
        elif word in ("$0", "${0}"):
            together += given[:1]
        else:
            together.append(filled(word, found.env))
    return together
