"""TEACHING.md: what it shows can be typed."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator

import click
import pytest
import yaml

from workshop.catalog import ROOT
from workshop.cli import grade

TEXT = (ROOT / "TEACHING.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")


def scripts() -> list[str]:
    return re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)


def commands() -> Iterator[str]:
    """Each `grade` that is to be typed, from its arguments on."""
    yield from re.findall(r"-m workshop grade ([^`\n]*)", TEXT + README)
    yield from re.findall(r"(?:slurm|pods)\.py (sub[^`\n]*)", TEXT + README)


def test_it_is_short() -> None:
    assert len(TEXT.splitlines()) < 150


def test_its_commands_are_understood() -> None:
    found = list(commands())
    assert len(found) >= 5
    for words in found:
        context = grade.make_context("grade", re.sub("SCHEDULER", "localhost", words).split())
        assert isinstance(context, click.Context)
        assert context.params["lesson"].number == 3


@pytest.mark.parametrize("number", range(len(scripts())))
def test_its_scripts_are_python(number: int) -> None:
    script = scripts()[number]
    compile(script, "script", "exec")
    assert '"-m", "workshop", "grade", *sys.argv[1:], "--scheduler", cluster.scheduler_address' in script


def test_the_programs_it_names_are_there() -> None:
    for module in set(re.findall(r"workshop\.[a-z_.]*[a-z]", TEXT)):
        assert importlib.util.find_spec(module), module
    for option in re.findall(r"--require-\w+|--jobs|--scheduler|--bundle", TEXT):
        assert option in {name for param in grade.params for name in param.opts}


def test_its_containers_are_those_of_compose() -> None:
    stack = yaml.safe_load((ROOT / "compose" / "grading.yml").read_text(encoding="utf-8"))
    assert set(re.findall(r"--scale (\w+)=|run --rm (\w+)", TEXT)) == {("worker", ""), ("", "grade")}
    assert {"worker", "grade"} <= stack["services"].keys()
    assert stack["services"]["worker"]["environment"].keys() >= set(re.findall(r"WORKSHOP_CLOSED_\w+", TEXT))


@pytest.mark.parametrize("place", sorted(set(re.findall(r"TEACHING\.md#([\w-]+)", README))))
def test_the_readme_leads_to_its_parts(place: str) -> None:
    assert place in {title.lower().replace(" ", "-") for title in re.findall(r"^#+ (.*)$", TEXT, re.MULTILINE)}


def test_both_kinds_of_cluster_are_in_the_readme() -> None:
    assert {"slurm", "kubernetes"} <= set(re.findall(r"TEACHING\.md#([\w-]+)", README))
