"""A course of one lesson, and kernels that run cells in it: what the tests of notebooks and of the lab work on."""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
from jupyter_client.manager import start_new_kernel

from workshop import catalog
from workshop.catalog import ROOT, Lesson
from workshop.notebook import pages

SECONDS = 60
IMPORTS = "from workshop.notebook import check, serve\n"

README = """# Greeting

Look at [the program](greeting/app.py).

## Try it

```python
from workshop.notebook import check, serve

greeter = serve("1")
greeter.get("/greeting")
```

```python
check("1")
```
"""
TOML = """
title = "Greeting"
idea = "Say hello."
minutes = 1
learned = ["Hello is enough."]

[services.greeter]
app = "greeting.app:create_app()"
port = 8001
data = "greeting/names.json"

[[tasks]]
title = "Greet"
points = 2
hints = ["a", "b", "c"]
"""
PROGRAM = """import json
import os
from pathlib import Path

from flask import Flask


def create_app():
    app = Flask(__name__)

    @app.get("/greeting")
    def greeting():
        # task 1: greet
        return {"text": "<b>Bye</b>"}
        # end task 1

    @app.get("/names")
    def names():
        return json.loads(Path(os.environ["DATA_FILE"]).read_text())

    @app.get("/broken")
    def broken():
        raise RuntimeError("the cellar is flooded")

    return app
"""
CHECK = '''
from workshop.harness import service_fixture, task

greeter = service_fixture("greeter")


@task(1)
def test_greets(greeter):
    """It says hello."""
    greeter.get("/greeting").expect(200, json={"text": "Hello"}, because="a guest is greeted")
'''


@dataclass(frozen=True)
class Greeting:
    """A repository in which the one lesson is a service that greets."""

    root: Path

    @property
    def lesson(self) -> Lesson:
        return catalog.read(self.root / "lessons" / "01-greeting", self.root)

    @property
    def program(self) -> Path:
        return self.lesson.work / "greeting" / "app.py"

    def solve(self) -> None:
        self.program.write_text(PROGRAM.replace("<b>Bye</b>", "Hello"))


def new_greeting(folder: Path) -> Greeting:
    """A repository with one lesson, not begun, and the workshop's program."""
    root = folder / "course"
    shutil.copytree(ROOT / "workshop", root / "workshop", ignore=shutil.ignore_patterns("__pycache__"))
    files = {
        "requirements.in": "",
        "requirements.txt": "",
        "lessons/01-greeting/lesson.toml": TOML,
        "lessons/01-greeting/README.md": README,
        "lessons/01-greeting/greeting/app.py": PROGRAM,
        "lessons/01-greeting/greeting/names.json": '["Ada"]',
        "tests/01-greeting/test_greeting.py": CHECK,
    }
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    pages.write_all(root)
    return Greeting(root)


def environment(root: Path = ROOT, **changes: str) -> dict[str, str]:
    private = ("WORKSHOP_", "PYTEST_")
    return {key: value for key, value in os.environ.items() if not key.startswith(private)} | {
        "PYTHONPATH": str(root),
        **changes,
    }


@dataclass
class Shown:
    """What a cell has shown."""

    html: str = ""
    text: str = ""
    printed: str = ""
    errors: list[str] = field(default_factory=list)


def shown(outputs: list[Any]) -> Shown:
    """What the outputs of a cell come to."""
    result = Shown()
    for output in outputs:
        if output["output_type"] == "stream":
            result.printed += output["text"]
        elif output["output_type"] == "error":
            result.errors.append(f"{output['ename']}: {output['evalue']}")
        else:
            result.html += output["data"].get("text/html", "")
            result.text += output["data"].get("text/plain", "")
    return result


class Kernel:
    """A kernel that runs cells."""

    def __init__(self, root: Path, **changes: str) -> None:
        folder = root / "notebooks"
        self.manager, self.client = start_new_kernel(
            startup_timeout=SECONDS, env=environment(root, **changes), cwd=str(folder)
        )
        self.pid = int(self.manager.provisioner.pid)

    def run(self, code: str) -> Shown:
        """Run a cell; an exception in it fails the test."""
        outputs: list[Any] = []

        def keep(message: Any) -> None:
            if message["msg_type"] in ("stream", "error", "execute_result", "display_data"):
                outputs.append({"output_type": message["msg_type"], **message["content"]})

        self.client.execute_interactive(IMPORTS + code, timeout=SECONDS, output_hook=keep)
        result = shown(outputs)
        assert not result.errors
        return result

    def family(self) -> list[psutil.Process]:
        """The processes that the kernel has started, and theirs."""
        return psutil.Process(self.pid).children(recursive=True)

    def close(self) -> None:
        self.client.stop_channels()
        if self.manager.is_alive():
            self.manager.shutdown_kernel(now=True)
        self.manager.cleanup_resources()


def port_in(printed: str) -> int:
    found = re.search(r"http://127\.0\.0\.1:(\d+)", printed)
    assert found, printed
    return int(found[1])


def gone(processes: list[psutil.Process]) -> bool:
    return not any(process.is_running() and process.status() != psutil.STATUS_ZOMBIE for process in processes)
