"""Notebooks at work: kernels that serve and check, and what their cells show."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable

import psutil
import pytest

from greeting import IMPORTS, PROGRAM, SECONDS, Greeting, Kernel, gone, port_in
from small_course import until
from workshop.serve.ports import accepts

both_ways = pytest.mark.parametrize(
    "fork",
    [
        pytest.param("1", marks=pytest.mark.skipif(sys.platform != "linux", reason="forks on Linux only")),
        "0",
    ],
)


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
    kernel: Callable[..., Kernel], greeting: Greeting, fork: str
) -> None:
    running = kernel(WORKSHOP_FORK=fork)
    first = running.run('greeter = serve("01")\ngreeter.get("/greeting").json["text"]')
    assert "Begun" in first.printed
    assert "<b>Bye</b>" in first.text
    pids = {process.pid for process in running.family()}
    greeting.solve()
    second = running.run('new = serve(1)\n(new.get("/greeting").json["text"], greeter.get("/names").json)')
    assert second.text == "('Hello', ['Ada'])"
    assert port_in(second.printed) == port_in(first.printed)
    assert {process.pid for process in running.family()} != pids


def test_a_service_that_does_not_start_is_a_message_and_not_an_exception(
    kernel: Callable[..., Kernel], greeting: Greeting
) -> None:
    running = kernel()
    running.run('serve("1")')
    greeting.program.write_text(PROGRAM.replace("return app", "return ap <p>"))
    broken = running.run('greeter = serve("1")\nreply = greeter.get("/greeting")\nprint(reply.status, reply.text)')
    assert "Python can't read your program" in broken.text
    assert "in work/01-greeting: greeting/app.py, line 25" in broken.text
    assert "Edit, then run this cell again." in broken.text
    assert "return ap &lt;p&gt;" in broken.html
    assert "Traceback" not in broken.text + broken.printed
    assert broken.printed == "0 nothing was asked: greeter did not start\n"
    greeting.solve()
    assert "200 OK" in running.run('serve("1").get("/greeting")').text


def test_a_service_that_hangs_while_starting_is_given_up(kernel: Callable[..., Kernel], greeting: Greeting) -> None:
    running = kernel()
    running.run('serve("1")')
    greeting.program.write_text("import threading\nthreading.Event().wait()\n" + PROGRAM)
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
    kernel: Callable[..., Kernel], greeting: Greeting
) -> None:
    running = kernel()
    running.run('serve("1")')
    greeting.program.write_text(PROGRAM.replace('raise RuntimeError("the cellar is flooded")', "os._exit(7)"))
    result = running.run('serve("1").together([("GET", "/broken", {}), ("GET", "/broken", {})])')
    assert result.text.count("no reply") == 2
    assert result.text.count("exit code 7") == 2


def test_a_check_shows_what_was_asked_and_what_to_type(kernel: Callable[..., Kernel], greeting: Greeting) -> None:
    running = kernel()
    running.run('serve("1")')
    greeting.program.write_text(PROGRAM.replace("Bye", "Go"))
    wrong = running.run('check("1.1")')
    assert ">not right yet<" in wrong.html
    assert "0 of 2 points" in wrong.html
    assert "&lt;b&gt;Go&lt;/b&gt;" in wrong.html
    for words in ("1. GET /greeting", "a guest is greeted", "python3 -m workshop hint 1.1", "run this cell again"):
        assert words in plain(wrong.html)
        assert words in wrong.text
    greeting.solve()
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


def test_checks_that_can_not_be_read_are_a_message(kernel: Callable[..., Kernel], greeting: Greeting) -> None:
    (greeting.root / "tests" / "01-greeting" / "test_greeting.py").write_text("def (")
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


def test_what_is_sent_is_what_was_asked_for(kernel: Callable[..., Kernel], greeting: Greeting) -> None:
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
    greeting.program.write_text(echo)
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


def plain(html: str) -> str:
    """The text of a piece of HTML."""
    return re.sub(r"<[^>]+>", "", html)
