"""The workflows for GitHub, as far as they can be tried here: their scripts are run, the actions they use are not."""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

if sys.platform == "win32":
    pytest.skip("the scripts are for GitHub's machines with Linux", allow_module_level=True)

from workshop.catalog import ROOT, find
from workshop.sandbox import layers

FOLDER = ROOT / ".github" / "workflows"
FILES = sorted(FOLDER.glob("*.yml"))
EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")
CONTEXTS = {"github", "inputs", "vars", "secrets", "steps", "matrix"}
FIRST, SECOND = find("3"), find("1")
SECONDS = 180


def read(name: str) -> dict[str, Any]:
    workflow: dict[str, Any] = yaml.load((FOLDER / name).read_text(encoding="utf-8"), yaml.BaseLoader)  # "on" is a word
    return workflow


def jobs() -> list[Any]:
    each = [(file.name, name, job) for file in FILES for name, job in read(file.name)["jobs"].items()]
    return [pytest.param(job, id=f"{file}-{name}") for file, name, job in each]


def expressions(value: object) -> Iterator[str]:
    """Each `${{ expression }}` in this part of a workflow."""
    if isinstance(value, dict):
        for each in value.values():
            yield from expressions(each)
    elif isinstance(value, list):
        for each in value:
            yield from expressions(each)
    else:
        yield from EXPRESSION.findall(str(value))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_workflow_has_what_github_wants(file: Path) -> None:
    workflow = read(file.name)
    assert workflow.keys() <= {"name", "on", "permissions", "concurrency", "env", "jobs"}
    assert workflow["on"].keys() <= {"push", "pull_request", "workflow_dispatch"}
    for used in expressions(workflow):
        assert {word.split(".")[0] for word in re.findall(r"(?<![\w.'])[a-z]+\.[\w.]+", used)} <= CONTEXTS, used


@pytest.mark.parametrize("job", jobs())
def test_a_job_is_bounded_and_its_steps_are_whole(job: dict[str, Any]) -> None:
    assert int(job["timeout-minutes"]) <= 360
    assert job["defaults"]["run"]["shell"] == "bash"
    ids = [step["id"] for step in job["steps"] if "id" in step]
    assert len(ids) == len(set(ids))
    assert {name for used in expressions(job) for name in re.findall(r"steps\.(\w+)\.", used)} <= set(ids)
    for step in job["steps"]:
        assert ("uses" in step) != ("run" in step)
        assert step.keys() <= {"name", "id", "if", "uses", "with", "run", "env"}
        assert re.fullmatch(r"actions/[a-z-]+@v\d+", step.get("uses", "actions/checkout@v6"))


@pytest.mark.parametrize("job", jobs())
def test_what_others_write_is_no_part_of_a_script(job: dict[str, Any]) -> None:
    for script in (step["run"] for step in job["steps"] if "run" in step):
        assert list(expressions(script)) == []
        subprocess.run(["bash", "-n"], input=script, text=True, check=True, timeout=SECONDS)


@pytest.mark.parametrize("name", ["check.yml", "grade.yml"])
def test_learners_code_gets_no_rights(name: str) -> None:
    workflow = read(name)
    assert workflow["permissions"] == {"contents": "read"}
    for job in workflow["jobs"].values():
        for step in job["steps"]:
            if step.get("uses", "").startswith("actions/checkout"):
                assert step["with"]["persist-credentials"] == "false"


def test_what_learners_push_does_not_run_the_whole_ci() -> None:
    assert read("ci.yml")["on"]["push"]["paths-ignore"] == read("check.yml")["on"]["push"]["paths"] == ["work/**"]


@dataclass
class Machine:
    """A copy of the repository in which a job's scripts are run as GitHub runs them."""

    root: Path
    given: dict[str, str] = field(default_factory=dict)
    said: str = ""

    def __post_init__(self) -> None:
        self.copy = self.root / "repository"
        self.summary, self.output = self.root / "summary.md", self.root / "output"
        for place in ("workshop", "lessons", "tests/contract", f"tests/{FIRST.name}", f"tests/{SECOND.name}"):
            shutil.copytree(ROOT / place, self.copy / place, ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("conftest.py", "pyproject.toml", "requirements.in", "requirements.txt", "requirements-dev.txt"):
            shutil.copy(ROOT / name, self.copy)
        self.summary.touch()
        self.output.touch()
        self._program("python3", f'exec "{sys.executable}" "$@"')
        self._program("sudo", 'exec "$@"')

    def _program(self, name: str, script: str) -> None:
        path = self.root / "bin" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        path.chmod(0o755)

    def run(self, name: str, **given: str) -> bool:
        """Whether the only job of a workflow succeeds, its expressions having these values."""
        [job] = read(name)["jobs"].values()
        succeeded = True
        for step in job["steps"]:
            always = step.get("if") == "${{ !cancelled() }}"
            if "run" in step and (always or (succeeded and self._wanted(step.get("if"), given))):
                variables = step.get("env", {}).items()
                env = {key: EXPRESSION.sub(lambda each: given[each[1]], text) for key, text in variables}
                succeeded = self._script(step["run"], env) and succeeded
        return succeeded

    def _wanted(self, condition: str | None, given: dict[str, str]) -> bool:
        return condition is None or given[condition] == "true"

    def _script(self, script: str, env: dict[str, str]) -> bool:
        path = self.root / "script"
        path.write_text(script, encoding="utf-8")
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("WORKSHOP_", "GITHUB_"))}
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(path)],
            cwd=self.copy,
            env=inherited
            | {"PATH": f"{self.root / 'bin'}:{os.environ['PATH']}", "GITHUB_API_URL": (self.root / "api").as_uri()}
            | {"GITHUB_STEP_SUMMARY": str(self.summary), "GITHUB_OUTPUT": str(self.output)}
            | env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=SECONDS,
            check=False,
        )
        self.said += done.stdout
        return done.returncode == 0


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_a_fork_is_checked_by_the_courses_checks(machine: Machine) -> None:
    fork = machine.copy / "handed-in"
    shutil.copytree(FIRST.solution, fork / "work" / FIRST.name)
    shutil.copytree(SECOND.starter, fork / "work" / SECOND.name)
    shutil.copytree(ROOT / "workshop", fork / "workshop")
    (fork / "tests" / SECOND.name).mkdir(parents=True)  # a fork without checks: they aren't asked
    assert not machine.run("check.yml")
    assert f"score={FIRST.points}\nmax={FIRST.points + SECOND.points}\n" in machine.output.read_text(encoding="utf-8")
    summary = machine.summary.read_text(encoding="utf-8")
    assert f"Movie service: {FIRST.points} of {FIRST.points} points" in summary
    assert "not started yet" in summary
    verdicts = {path.name for path in (machine.copy / "verdicts").iterdir()}
    assert verdicts == {f"{lesson.name}.{kind}" for lesson in (FIRST, SECOND) for kind in ("json", "xml")}


def test_what_passes_ends_well(machine: Machine) -> None:
    shutil.copytree(FIRST.solution, machine.copy / "handed-in" / "work" / FIRST.name)
    assert machine.run("check.yml"), machine.said


@pytest.mark.parametrize("work", [False, True])
def test_a_fork_without_work_is_told_how(work: bool, machine: Machine) -> None:
    (machine.copy / "handed-in" / "work" / "notes" if work else machine.copy / "handed-in").mkdir(parents=True)
    assert not machine.run("check.yml")
    assert "git add --force work/03-movie-service" in machine.summary.read_text(encoding="utf-8")


DISPATCHED = {
    "${{ !github.event.repository.private }}": "false",
    "secrets.CLASS_TOKEN || github.token": "secret",
    "inputs.lesson": "3",
    "inputs.repositories": "",
}


def handed_in(machine: Machine, repository: str, place: Path) -> None:
    """Let GitHub have a repository with these files as its work on the lesson."""
    tarball = machine.root / "api" / "repos" / repository / "tarball"
    tarball.parent.mkdir(parents=True)
    top = f"{repository.replace('/', '-')}-1a2b3c4"
    with tarfile.open(tarball, "w:gz") as archive:
        archive.add(FIRST.starter, arcname=f"{top}/lessons/{FIRST.name}")
        archive.add(place, arcname=f"{top}/work/{FIRST.name}")


def test_a_class_is_graded_from_its_repositories(machine: Machine) -> None:
    handed_in(machine, "ada/microservices", FIRST.solution)
    handed_in(machine, "class-of-26/bob.smith", FIRST.starter)
    (machine.copy / "class.txt").write_text("ada/microservices\nclass-of-26/bob.smith\ncy/gone\n", encoding="utf-8")
    succeeded = machine.run("grade.yml", **DISPATCHED)
    summary = machine.summary.read_text(encoding="utf-8")
    if layers.enough(layers.found()):
        assert not succeeded
        assert "--require-sandbox" in machine.said
        return
    assert succeeded, machine.said
    assert "::warning::cy/gone could not be fetched." in machine.said
    assert "3 submissions of lesson 3" in summary
    assert summary.endswith("~~~\n")
    with (machine.copy / "grades" / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["name"]: row for row in csv.DictReader(file)}
    assert {name: row["score"] for name, row in rows.items()} == {
        "ada.microservices": str(FIRST.points),
        "class-of-26.bob.smith": "0",
        "cy.gone": "0",
    }
    assert rows["cy.gone"]["problem"].startswith("The file is empty.")


def test_repositories_are_named_by_owner_and_name(machine: Machine) -> None:
    given = DISPATCHED | {"inputs.repositories": "ada/microservices/../../secrets"}
    assert not machine.run("grade.yml", **given)
    assert "write owner/name" in machine.said


def test_grades_are_not_shown_in_public(machine: Machine) -> None:
    assert not machine.run("grade.yml", **DISPATCHED | {"${{ !github.event.repository.private }}": "true"})
    assert "::error::" in machine.said
    assert not (machine.copy / "submissions").exists()
