"""The lab: JupyterLab over copies of the notebooks that stay the learner's."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pexpect
import psutil
import pytest
from playwright.sync_api import Page

from browser import CONTRAST, chromium, needs_chromium
from greeting import PROGRAM, README, SECONDS, Greeting, environment, gone
from small_course import until
from workshop import lab
from workshop.notebook import pages
from workshop.serve.ports import accepts


def test_lab_works_on_copies_and_a_new_version_keeps_the_learners(greeting: Greeting) -> None:
    copy = greeting.root / "work" / "notebooks" / "01-greeting.ipynb"
    assert lab.copy_notebooks(greeting.root) == []
    assert "[the program](../../lessons/01-greeting/greeting/app.py)" in copy.read_text()

    mine = copy.read_text().replace("Try it", "Tried it")
    copy.write_text(mine)
    assert lab.copy_notebooks(greeting.root) == []
    assert copy.read_text() == mine

    greeting.lesson.text.write_text(README + "\nMore.\n")
    pages.write_all(greeting.root)
    (kept,) = lab.copy_notebooks(greeting.root)
    assert kept.notebook == copy
    assert kept.backup.read_text() == mine
    assert "More." in copy.read_text()
    assert "Tried it" not in copy.read_text()

    greeting.lesson.text.write_text(README + "\nEven more.\n")
    pages.write_all(greeting.root)
    assert lab.copy_notebooks(greeting.root) == []
    assert "Even more." in copy.read_text()

    copy.unlink()
    assert lab.copy_notebooks(greeting.root) == []
    assert "Even more." in copy.read_text()


def test_two_of_the_learners_notebooks_are_kept_under_two_names(greeting: Greeting) -> None:
    copy = greeting.root / "work" / "notebooks" / "01-greeting.ipynb"
    copy.parent.mkdir(parents=True)
    backups = []
    for text in ("first", "second"):
        copy.write_text(text)
        (copy.parent / ".course.json").unlink(missing_ok=True)
        (kept,) = lab.copy_notebooks(greeting.root)
        assert kept.backup.read_text() == text
        backups.append(kept.backup)
    assert len(set(backups)) == 2
    assert backups[0].read_text() == "first"


@dataclass(frozen=True)
class Lab:
    """JupyterLab, run by `lab` in a terminal."""

    terminal: pexpect.spawn[str]
    base: str
    page: str
    token: str

    def fetch(self, path: str) -> str:
        request = urllib.request.Request(self.base + path, headers={"Authorization": f"token {self.token}"})
        with urllib.request.urlopen(request, timeout=SECONDS) as reply:
            return str(reply.read().decode())


@pytest.fixture
def jupyter(greeting: Greeting, tmp_path: Path) -> Iterator[Lab]:
    """The lab of the course, with settings of its own."""
    folder = str(tmp_path / "jupyter")
    terminal = pexpect.spawn(
        sys.executable,
        ["-m", "workshop", "lab", "1", "--no-browser"],
        cwd=str(greeting.root),
        env=environment(greeting.root, PATH="/usr/bin:/bin", JUPYTER_CONFIG_DIR=folder, JUPYTER_DATA_DIR=folder),
        timeout=SECONDS,
        encoding="utf-8",
        dimensions=(40, 200),
    )
    try:
        terminal.expect(r"(http://127\S+)(/lab\S*)\?token=(\w+)")
        base, page, token = terminal.match.groups()
        # it prints its address a moment before it listens there
        until(lambda: accepts("127.0.0.1", int(base.rpartition(":")[2])), "JupyterLab listens")
        yield Lab(terminal, base, page, token)
    finally:
        terminal.close(force=True)


needs_a_terminal = pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal of POSIX")


@needs_a_terminal
def test_lab_serves_the_repository_and_ends_with_ctrl_c(jupyter: Lab) -> None:
    assert jupyter.page == "/lab/tree/work/notebooks/01-greeting.ipynb"
    for path in ("work/notebooks/01-greeting.ipynb", "lessons/01-greeting/README.md"):
        assert f'"{path}"' in jupyter.fetch(f"/api/contents/{path}")
    assert '"@jupyterlab/apputils-extension:announcements"' in jupyter.fetch("/lab")
    family = psutil.Process(jupyter.terminal.pid).children(recursive=True)
    assert family
    jupyter.terminal.sendintr()
    jupyter.terminal.expect(pexpect.EOF)
    jupyter.terminal.wait()
    assert jupyter.terminal.exitstatus == 0
    until(lambda: gone(family), "JupyterLab has ended")


@needs_a_terminal
def test_lab_ends_when_its_program_is_ended(jupyter: Lab) -> None:
    family = psutil.Process(jupyter.terminal.pid).children(recursive=True)
    assert family
    jupyter.terminal.kill(signal.SIGTERM)
    jupyter.terminal.expect(pexpect.EOF)
    until(lambda: gone(family), "JupyterLab has ended")


@needs_a_terminal
@needs_chromium
@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_in_a_browser_the_outputs_can_be_read(jupyter: Lab, greeting: Greeting, theme: str) -> None:
    with chromium() as browser:
        page = browser.new_page()
        settings = f"{jupyter.base}/lab/api/settings/@jupyterlab/apputils-extension:themes"
        raw = json.dumps({"raw": json.dumps({"theme": theme})})
        page.request.put(settings, data=raw, headers={"Authorization": f"token {jupyter.token}"})
        page.goto(f"{jupyter.base}{jupyter.page}?token={jupyter.token}")
        page.wait_for_selector(f'body[data-jp-theme-name="{theme}"] .jp-CodeCell')
        greeting.program.parent.mkdir(parents=True)
        greeting.program.write_text(PROGRAM.replace("Bye", "Go"))
        page.get_by_text("| Idle").wait_for(timeout=SECONDS * 1000)
        page.click("text=Run >> nth=0")
        page.click("text=Run All Cells")
        outputs = page.locator(".jp-OutputArea-output")
        for words in ("200 OK", "not right yet", "a guest is greeted", "run this cell again"):
            outputs.get_by_text(words).first.wait_for(timeout=SECONDS * 1000)
        assert page.locator(".jp-OutputArea-output b").count() == 0
        assert page.get_by_text("Jupyter news").count() == 0
        assert unreadable(page) == []


def unreadable(page: Page) -> list[str]:
    """The texts in outputs whose contrast is below 4.5 (WCAG 2.1, 1.4.3)."""
    texts = page.locator(".jp-RenderedHTMLCommon.jp-OutputArea-output :is(span, td, pre, code, div, strong)").all()
    assert len(texts) > 10
    return [text.inner_text() for text in texts if text.evaluate(CONTRAST) < 4.5]


def test_labs_terminals_and_kernels_find_this_python_and_the_workshop(greeting: Greeting) -> None:
    env = lab.environment(greeting.root)
    python = shutil.which(Path(sys.executable).name, path=env["PATH"])
    assert python == sys.executable
    code = "import workshop; print(workshop.__file__)"
    said = subprocess.check_output([python, "-c", code], env=env, cwd="/", text=True)
    assert Path(said.strip()) == greeting.root / "workshop" / "__init__.py"
