"""The notebooks: in step with the texts, running to their end, and leaving nothing behind."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
import pexpect
import psutil
import pytest
from jupyter_client.manager import start_new_kernel
from nbclient import NotebookClient
from playwright.sync_api import Page, sync_playwright

from small_course import until
from workshop import catalog, lab
from workshop.catalog import ROOT, Lesson
from workshop.notebook import pages
from workshop.notebook.client import Client
from workshop.notebook.links import moved
from workshop.notebook.reply import Replies, Reply
from workshop.serve.command import accepts

SECONDS = 60
LESSONS = catalog.lessons()
IMPORTS = "from workshop.notebook import check, serve\n"
DOCUMENT = re.compile(r"\]\(([^)\s#]+)")

each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
both_ways = pytest.mark.parametrize(
    "fork",
    [
        pytest.param("1", marks=pytest.mark.skipif(sys.platform != "linux", reason="forks on Linux only")),
        "0",
    ],
)


def environment(root: Path = ROOT, **changes: str) -> dict[str, str]:
    private = ("WORKSHOP_", "PYTEST_")
    return {key: value for key, value in os.environ.items() if not key.startswith(private)} | {
        "PYTHONPATH": str(root),
        **changes,
    }


# the notebooks of the course


@each_lesson
def test_a_notebook_is_what_its_text_makes(lesson: Lesson) -> None:
    assert lesson.notebook.read_bytes() == pages.make(lesson), "run: python3 -m workshop dev-check --notebooks"


@each_lesson
def test_every_python_fence_is_a_cell_and_nothing_else_is(lesson: Lesson) -> None:
    notebook = nbformat.reads(pages.make(lesson).decode(), as_version=4)
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    fences = re.findall(r"^```python\n(.*?)^```$", lesson.text.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    assert code
    assert code == [fence.rstrip("\n") for fence in fences]


@each_lesson
@pytest.mark.parametrize("folder", ["notebooks", "work/notebooks"])
def test_links_lead_somewhere(lesson: Lesson, folder: str) -> None:
    committed = lesson.notebook.read_bytes()
    notebook = nbformat.reads((lab.for_its_place(committed) if "/" in folder else committed).decode(), as_version=4)
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    text = re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)
    links = [link for link in DOCUMENT.findall(text) if not re.match(r"[a-z]+:", link)]
    missing = [link for link in links if not (ROOT / os.path.normpath(f"{folder}/{link}")).exists()]
    assert not missing


@each_lesson
def test_the_solution_passes_from_the_first_cell_to_the_last(lesson: Lesson) -> None:
    verdicts = checked(lesson, "solutions")
    assert {number for number, _, _ in verdicts} == {task.number for task in lesson.tasks}
    assert all(words.startswith("passed") for _, words, _ in verdicts), verdicts
    assert all(points.partition("/")[0] == points.partition("/")[2] for _, _, points in verdicts), verdicts


@each_lesson
def test_the_starter_runs_from_the_first_cell_to_the_last(lesson: Lesson) -> None:
    verdicts = checked(lesson, "lessons")
    assert {number for number, _, _ in verdicts} == {task.number for task in lesson.tasks}
    assert {words for _, words, _ in verdicts} <= {"not started", "not right yet"}


def checked(lesson: Lesson, tree: str) -> list[tuple[int, str, str]]:
    """Number, status and points of every task that a check cell shows, after a run of all cells over `tree`.

    A cell that raises fails the test, and so does a service that doesn't start.
    """
    notebook = nbformat.read(lesson.notebook, as_version=4)
    where = {"metadata": {"path": str(lesson.notebook.parent)}}
    client = NotebookClient(notebook, timeout=120, kernel_name="python3", resources=where)
    client.execute(env=environment(WORKSHOP_TREE=tree))
    html = "".join(shown(cell.outputs).html for cell in notebook.cells if cell.cell_type == "code")
    assert "not running" not in html
    assert "not checked" not in html
    rows = re.findall(r">(\d+)</td><td[^>]*>[^<]*</td><td[^>]*><span[^>]*>([^<]+)</span></td><td[^>]*>(\d+/\d+)<", html)
    return [(int(number), words, points) for number, words, points in rows]


# making them


def test_links_are_rewritten_but_code_is_not() -> None:
    text = (
        "[a](movies/app.py) ![b](../pic.png) [c](https://example.org/x) [d](#idea) `[e](f)` [g](../../README.md#top)\n"
        '<img src="pic.png"> [dir](movies/)\n'
        "````text\n[h](i)\n```\n[h](i)\n````\n[j](k)\n[l]: m.md\n"
    )
    assert moved(text, Path("lessons/03-x"), Path("notebooks")) == (
        "[a](../lessons/03-x/movies/app.py) ![b](../lessons/pic.png) [c](https://example.org/x) [d](#idea) `[e](f)` "
        "[g](../README.md#top)\n"
        '<img src="../lessons/03-x/pic.png"> [dir](../lessons/03-x/movies/)\n'
        "````text\n[h](i)\n```\n[h](i)\n````\n[j](../lessons/03-x/k)\n[l]: ../lessons/03-x/m.md\n"
    )


def test_a_made_notebook_has_cells_with_ids_of_their_place_and_no_outputs(course: Course) -> None:
    notebook = nbformat.reads(pages.make(course.lesson).decode(), as_version=4)
    assert [cell.id for cell in notebook.cells] == ["cell-01", "cell-02", "cell-03", "cell-04"]
    assert [cell.cell_type for cell in notebook.cells] == ["markdown", "markdown", "code", "code"]
    assert notebook.cells[2].outputs == []
    assert "jupytext" not in notebook.metadata
    assert "[the program](../lessons/01-greeting/greeting/app.py)" in notebook.cells[0].source
    assert pages.make(course.lesson) == pages.make(course.lesson)


def test_only_notebooks_whose_text_has_changed_are_written(course: Course) -> None:
    assert pages.write_all(course.root) == []
    course.lesson.text.write_text(README + "\nMore.\n")
    assert pages.write_all(course.root) == [course.lesson.notebook]
    assert course.lesson.notebook.read_bytes() == pages.make(course.lesson)


# a course of one lesson, in a folder of its own

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
class Course:
    root: Path

    @property
    def lesson(self) -> Lesson:
        return catalog.read(self.root / "lessons" / "01-greeting", self.root)

    @property
    def program(self) -> Path:
        return self.lesson.work / "greeting" / "app.py"

    def solve(self) -> None:
        self.program.write_text(PROGRAM.replace("<b>Bye</b>", "Hello"))


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A repository with one lesson, not begun, and the workshop's program."""
    root = tmp_path / "course"
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
    return Course(root)


# kernels


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


@pytest.fixture
def kernel(course: Course) -> Iterator[Callable[..., Kernel]]:
    """Starts kernels in the course's folder."""
    started: list[Kernel] = []

    def start(**changes: str) -> Kernel:
        started.append(Kernel(course.root, **changes))
        return started[-1]

    yield start
    for each in started:
        each.close()


def port_in(printed: str) -> int:
    found = re.search(r"http://127\.0\.0\.1:(\d+)", printed)
    assert found, printed
    return int(found[1])


def gone(processes: list[psutil.Process]) -> bool:
    return not any(process.is_running() and process.status() != psutil.STATUS_ZOMBIE for process in processes)


@both_ways
def test_a_killed_kernel_leaves_nothing_running(kernel: Callable[..., Kernel], fork: str) -> None:
    running = kernel(WORKSHOP_FORK=fork)
    port = port_in(running.run('greeter = serve("1")').printed)
    family = running.family()
    assert family
    assert accepts("127.0.0.1", port)
    psutil.Process(running.pid).kill()
    until(lambda: gone(family), "every process of the kernel's has ended")
    assert not accepts("127.0.0.1", port)


def test_a_kernel_that_is_shut_down_leaves_nothing(kernel: Callable[..., Kernel]) -> None:
    running = kernel()
    running.run('greeter = serve("1")')
    family = running.family()
    assert family
    running.manager.shutdown_kernel()
    until(lambda: gone(family), "every process of the kernel's has ended")


@both_ways
def test_serving_again_serves_the_edited_files_at_the_same_address(
    kernel: Callable[..., Kernel], course: Course, fork: str
) -> None:
    running = kernel(WORKSHOP_FORK=fork)
    first = running.run('greeter = serve("01")\ngreeter.get("/greeting").json["text"]')
    assert "Begun" in first.printed
    assert "<b>Bye</b>" in first.text
    pids = {process.pid for process in running.family()}
    course.solve()
    second = running.run('new = serve(1)\n(new.get("/greeting").json["text"], greeter.get("/names").json)')
    assert second.text == "('Hello', ['Ada'])"
    assert port_in(second.printed) == port_in(first.printed)
    assert {process.pid for process in running.family()} != pids


def test_a_service_that_does_not_start_is_a_message_and_not_an_exception(
    kernel: Callable[..., Kernel], course: Course
) -> None:
    running = kernel()
    running.run('serve("1")')
    course.program.write_text(PROGRAM.replace("return app", "return ap <p>"))
    broken = running.run('greeter = serve("1")\nreply = greeter.get("/greeting")\nprint(reply.status, reply.text)')
    assert "Python can't read your program" in broken.text
    assert "in work/01-greeting: greeting/app.py, line 25" in broken.text
    assert "Edit, then run this cell again." in broken.text
    assert "return ap &lt;p&gt;" in broken.html
    assert "Traceback" not in broken.text + broken.printed
    assert broken.printed == "0 nothing was asked: greeter did not start\n"
    course.solve()
    assert "200 OK" in running.run('serve("1").get("/greeting")').text


def test_a_service_that_hangs_while_starting_is_given_up(kernel: Callable[..., Kernel], course: Course) -> None:
    running = kernel()
    running.run('serve("1")')
    course.program.write_text("import threading\nthreading.Event().wait()\n" + PROGRAM)
    began = time.monotonic()
    assert "did not finish starting" in running.run('greeter = serve("1")').text
    assert time.monotonic() - began < 30


def test_a_helper_that_was_killed_is_replaced(kernel: Callable[..., Kernel]) -> None:
    running = kernel()
    running.run('serve("1")')
    family = running.family()
    for process in family:
        process.kill()
    until(lambda: gone(family), "the helper has ended")
    assert "200 OK" in running.run('serve("1").get("/greeting")').text


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ('serve("9")', 'There is no lesson "9"'),
        ('serve("1", "users")', 'Lesson 1 has no service "users": write serve("01", "greeter").'),
        ('check("9")', 'There is no lesson "9"'),
        ('check("1.7")', "Lesson 1 has no task 7"),
        ('check("1.x")', '"1.x" is not a task'),
    ],
)
def test_a_wrong_name_is_a_message(kernel: Callable[..., Kernel], code: str, says: str) -> None:
    result = kernel().run(f"made = {code}")
    assert says in result.text
    assert says.replace('"', "&#34;") in result.html


def test_a_traceback_of_the_service_stands_below_its_500(kernel: Callable[..., Kernel]) -> None:
    result = kernel().run('serve("1").get("/broken")')
    assert "500 Internal Server Error" in result.text
    assert "RuntimeError: the cellar is flooded" in result.text
    assert "RuntimeError: the cellar is flooded" in result.html
    assert 'File "greeting/app.py", line 23, in broken' in result.text
    assert "site-packages" not in result.text


def test_a_service_that_ends_under_a_request_is_told_with_its_exit_code(
    kernel: Callable[..., Kernel], course: Course
) -> None:
    running = kernel()
    running.run('serve("1")')
    course.program.write_text(PROGRAM.replace('raise RuntimeError("the cellar is flooded")', "os._exit(7)"))
    result = running.run('serve("1").together([("GET", "/broken", {}), ("GET", "/broken", {})])')
    assert result.text.count("no reply") == 2
    assert result.text.count("exit code 7") == 2


def test_a_check_shows_what_was_asked_and_what_to_type(kernel: Callable[..., Kernel], course: Course) -> None:
    running = kernel()
    running.run('serve("1")')
    course.program.write_text(PROGRAM.replace("Bye", "Go"))
    wrong = running.run('check("1.1")')
    assert ">not right yet<" in wrong.html
    assert "0 of 2 points" in wrong.html
    assert "&lt;b&gt;Go&lt;/b&gt;" in wrong.html
    for words in ("1. GET /greeting", "a guest is greeted", "python3 -m workshop hint 1.1", "run this cell again"):
        assert words in plain(wrong.html)
        assert words in wrong.text
    course.solve()
    right = running.run('check("1")')
    assert ">passed<" in right.html
    assert "2 of 2 points" in right.html
    for words in ("Hello is enough.", "That was the last lesson."):
        assert words in right.html
        assert words in right.text


def test_a_task_that_is_not_started_says_where_to_begin(kernel: Callable[..., Kernel]) -> None:
    result = kernel().run('check("1")')
    assert "Begun" in result.printed
    assert ">not started<" in result.html
    assert "begin in work/01-greeting/greeting/app.py, line 13" in plain(result.html)


def test_checks_that_can_not_be_read_are_a_message(kernel: Callable[..., Kernel], course: Course) -> None:
    (course.root / "tests" / "01-greeting" / "test_greeting.py").write_text("def (")
    result = kernel().run('check("1")')
    assert "The checks of lesson 1 can't be read" in result.text
    assert ">not checked<" in result.html


def test_a_check_that_takes_too_long_is_ended(kernel: Callable[..., Kernel]) -> None:
    running = kernel()
    result = running.run('from workshop.notebook import checking\nchecking.SECONDS = 0.1\ncheck("1")')
    assert "did not come to their end within 0.1 seconds" in result.text
    assert "python3 -m workshop check 1" in result.text
    until(lambda: gone(running.family()), "the processes of the checks have ended")


@pytest.mark.skipif(sys.platform == "win32", reason="an interrupt is no signal there")
def test_an_interrupted_check_is_ended(kernel: Callable[..., Kernel]) -> None:
    running = kernel()
    running.run("")
    running.client.execute(f'{IMPORTS}check("1")')
    until(running.family, "the checks have begun")
    running.manager.interrupt_kernel()
    until(lambda: gone(running.family()), "the processes of the checks have ended")
    reply = running.client.get_shell_msg(timeout=SECONDS)["content"]
    assert reply["ename"] == "KeyboardInterrupt"


def plain(html: str) -> str:
    """The text of a piece of HTML."""
    return re.sub(r"<[^>]+>", "", html)


# replies


def answering(raw: bytes) -> Iterator[str]:
    """A server that answers one request with `raw`, and closes."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            with contextlib.suppress(OSError):
                connection, _ = server.accept()
                with connection:
                    connection.recv(65536)
                    connection.sendall(raw)

        thread = threading.Thread(target=answer)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        with contextlib.suppress(OSError):
            socket.create_connection(server.getsockname(), timeout=1).close()
        thread.join()


@pytest.fixture
def answer(request: pytest.FixtureRequest) -> Iterator[str]:
    yield from answering(request.param)


def http_reply(body: bytes, *headers: bytes) -> bytes:
    lines = [b"HTTP/1.1 201 Created", b"Content-Length: %d" % len(body), *headers]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


SCRIPT = b"<script>alert(1)</script>"


@pytest.mark.parametrize(
    "answer",
    [http_reply(b'{"title": "%s"}' % SCRIPT, b"Content-Type: application/json", b"Location: /x?%s" % SCRIPT)],
    indirect=True,
)
def test_what_a_reply_holds_is_escaped(answer: str) -> None:
    reply = Client("movies", answer).post("/<i>", json={})
    assert reply.json == {"title": SCRIPT.decode()}
    html = reply._repr_html_()
    assert "<script" not in html
    assert "<i>" not in html
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 2
    assert "201 Created" in html
    assert "POST /&lt;i&gt;" in html
    assert f"Location: /x?{SCRIPT.decode()}" in repr(reply)
    listed = Replies([reply])._repr_html_()
    assert "<script" not in listed
    assert "&lt;script&gt;" in listed


@pytest.mark.parametrize(
    ("answer", "json", "says"),
    [
        (http_reply(b"[1]"), None, "[1]"),
        (http_reply(b"[1]", b"Content-Type: text/html"), None, "[1]"),
        (http_reply(b"{", b"Content-Type: application/json"), None, "{"),
        (http_reply(b"[1]", b"Content-Type: application/problem+json"), [1], "[\n  1\n]"),
        (http_reply(b'"\\ud800"', b"Content-Type: application/json"), "\ud800", '"�"'),
        (http_reply(b"[" * 100_000, b"Content-Type: application/json"), None, "more characters)"),
        (http_reply(b"", b"Content-Type: application/json"), None, "(no body)"),
        (http_reply(b"\x89\0\0"), None, "(3 bytes that are not text)"),
    ],
    indirect=["answer"],
    ids=lambda value: repr(value)[:20],
)
def test_json_is_only_what_is_json_and_says_so(answer: str, json: Any, says: str) -> None:
    reply = Client("movies", answer).get("/")
    assert reply.status == 201
    assert reply.json == json
    assert repr(reply).endswith(says)
    reply._repr_html_().encode()


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (b"", "the connection closed without a reply"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", "a reply that broke off before its end"),
        (b"garbage\r\n\r\n", "something that is not HTTP"),
    ],
    indirect=["answer"],
)
def test_no_reply_is_a_reply_of_status_0(answer: str, says: str) -> None:
    assert_no_reply(Client("movies", answer).get("/"), says)


def test_no_server_and_no_answer_in_time_are_replies_of_status_0() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        client = Client("movies", f"http://127.0.0.1:{silent.getsockname()[1]}")
        late = client.get("/", seconds=0.1)
        assert_no_reply(late, "no whole reply within 0.1 seconds")
        assert late.seconds >= 0.1
        assert_no_reply(client.send("GET", "/", seconds=0.1).reply(), "no whole reply")
        for reply in client.together([("GET", "/", {}), ("GET", "/", {})], seconds=0.1):
            assert_no_reply(reply, "no whole reply")
    assert_no_reply(client.get("/"), "nothing listens there")


@pytest.mark.parametrize(
    ("path", "options", "says"),
    [
        (None, {}, "a path like /movies is needed"),
        ("/a b", {}, "give it as params="),
        ("/", {"json": {1}}, "not JSON serializable"),
        ("/", {"headers": {"X-Name": "a\nb"}}, "Invalid header value"),
    ],
)
def test_what_can_not_be_sent_is_a_reply_of_status_0(path: Any, options: dict[str, Any], says: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        client = Client("movies", f"http://127.0.0.1:{silent.getsockname()[1]}")
        assert_no_reply(client.get(path, **options), says)


def assert_no_reply(reply: Reply, says: str) -> None:
    assert reply.status == 0
    assert says in reply.text
    assert reply.json is None
    assert "no reply" in repr(reply)
    assert "no reply" in reply._repr_html_()


def test_what_is_sent_is_what_was_asked_for(kernel: Callable[..., Kernel], course: Course) -> None:
    echo = """import sys
from flask import Flask, request
def create_app():
    app = Flask(__name__)
    @app.route("/<path:path>", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
    def echo(path):
        return {"m": request.method, "p": path, "q": dict(request.args), "b": request.get_data(as_text=True),
                "t": request.content_type, "h": request.headers.get("X-A")}
    return app
"""
    running = kernel()
    running.run('serve("1")')
    course.program.write_text(echo)
    result = running.run(
        """
c = serve("1")
seen = [c.get("/a", params={"q": "R&B / Soul"}, headers={"X-A": "b"}), c.post("/a", json=[1]),
        c.put("/a", body="é", content_type="text/plain"), c.patch(c.base + "/a?x=1", body=b"2"), c.delete("/a"),
        c.request("GET", "/a"), c.send("POST", "/a", json=None).reply(),
        *c.together([("GET", "/first", {}), ("POST", "/second", {"json": 2})])]
for reply in seen: print(*(reply.json[key] for key in "mpqbth"), sep="|")
"""
    )
    assert result.printed.splitlines()[1:] == [
        "GET|a|{'q': 'R&B / Soul'}||None|b",
        "POST|a|{}|[1]|application/json|None",
        "PUT|a|{}|é|text/plain|None",
        "PATCH|a|{'x': '1'}|2|None|None",
        "DELETE|a|{}||None|None",
        "GET|a|{}||None|None",
        "POST|a|{}|null|application/json|None",
        "GET|first|{}||None|None",
        "POST|second|{}|2|application/json|None",
    ]


# the lab


def test_lab_works_on_copies_and_a_new_version_keeps_the_learners(course: Course) -> None:
    copy = course.root / "work" / "notebooks" / "01-greeting.ipynb"
    assert lab.copy_notebooks(course.root) == []
    assert "[the program](../../lessons/01-greeting/greeting/app.py)" in copy.read_text()

    mine = copy.read_text().replace("Try it", "Tried it")
    copy.write_text(mine)
    assert lab.copy_notebooks(course.root) == []
    assert copy.read_text() == mine

    course.lesson.text.write_text(README + "\nMore.\n")
    pages.write_all(course.root)
    (kept,) = lab.copy_notebooks(course.root)
    assert kept.notebook == copy
    assert kept.backup.read_text() == mine
    assert "More." in copy.read_text()
    assert "Tried it" not in copy.read_text()

    course.lesson.text.write_text(README + "\nEven more.\n")
    pages.write_all(course.root)
    assert lab.copy_notebooks(course.root) == []
    assert "Even more." in copy.read_text()

    copy.unlink()
    assert lab.copy_notebooks(course.root) == []
    assert "Even more." in copy.read_text()


def test_two_of_the_learners_notebooks_are_kept_under_two_names(course: Course) -> None:
    copy = course.root / "work" / "notebooks" / "01-greeting.ipynb"
    copy.parent.mkdir(parents=True)
    backups = []
    for text in ("first", "second"):
        copy.write_text(text)
        (copy.parent / ".course.json").unlink(missing_ok=True)
        (kept,) = lab.copy_notebooks(course.root)
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
def jupyter(course: Course, tmp_path: Path) -> Iterator[Lab]:
    """The lab of the course, with settings of its own."""
    folder = str(tmp_path / "jupyter")
    terminal = pexpect.spawn(
        sys.executable,
        ["-m", "workshop", "lab", "1", "--no-browser"],
        cwd=str(course.root),
        env=environment(course.root, PATH="/usr/bin:/bin", JUPYTER_CONFIG_DIR=folder, JUPYTER_DATA_DIR=folder),
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


BROWSER = shutil.which("chromium") or shutil.which("google-chrome")
CONTRAST = """element => {
    const channels = colour => {
        const numbers = colour.match(/[0-9.]+/g).map(Number);
        return colour.startsWith("color(") ? numbers.map((n, i) => i < 3 ? n * 255 : n) : numbers;
    };
    const over = (front, back) => {
        const alpha = front.length > 3 ? front[3] : 1;
        return [0, 1, 2].map(i => front[i] * alpha + back[i] * (1 - alpha));
    };
    const luminance = colour => {
        const [r, g, b] = colour.map(c => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const chain = [];
    for (let each = element; each; each = each.parentElement) chain.push(getComputedStyle(each));
    const back = chain.reduceRight((under, style) => over(channels(style.backgroundColor), under), [255, 255, 255]);
    const opacity = chain.reduce((all, style) => all * Number(style.opacity), 1);
    const ink = channels(chain[0].color);
    const front = over([...ink.slice(0, 3), (ink[3] ?? 1) * opacity], back);
    const [dark, light] = [luminance(front), luminance(back)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
}"""


@needs_a_terminal
@pytest.mark.skipif(BROWSER is None, reason="needs chromium")
@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_in_a_browser_the_outputs_can_be_read(jupyter: Lab, course: Course, theme: str) -> None:
    with sync_playwright() as playwright:
        # chromium's own sandbox does not work for root, as which containers run this
        page = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"]).new_page()
        settings = f"{jupyter.base}/lab/api/settings/@jupyterlab/apputils-extension:themes"
        raw = json.dumps({"raw": json.dumps({"theme": theme})})
        page.request.put(settings, data=raw, headers={"Authorization": f"token {jupyter.token}"})
        page.goto(f"{jupyter.base}{jupyter.page}?token={jupyter.token}")
        page.wait_for_selector(f'body[data-jp-theme-name="{theme}"] .jp-CodeCell')
        course.program.parent.mkdir(parents=True)
        course.program.write_text(PROGRAM.replace("Bye", "Go"))
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


def test_labs_terminals_and_kernels_find_this_python_and_the_workshop(course: Course) -> None:
    env = lab.environment(course.root)
    python = shutil.which(Path(sys.executable).name, path=env["PATH"])
    assert python == sys.executable
    code = "import workshop; print(workshop.__file__)"
    said = subprocess.check_output([python, "-c", code], env=env, cwd="/", text=True)
    assert Path(said.strip()) == course.root / "workshop" / "__init__.py"
