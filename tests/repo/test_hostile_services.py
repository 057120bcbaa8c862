"""Services that do what they shouldn't: each is told what is wrong, in time, and leaves nothing running."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

import pytest

from hostile import WHOLE_RUN, Case, at_import, changed, each, in_handlers, is_told_kindly, play, slowly
from side_by_side import played
from small_course import Outcome

if sys.platform == "win32":
    pytest.skip("these services use what only POSIX has", allow_module_level=True)

START = "expected your service to start"
HANGS = (START, "did not finish starting: does it loop, wait for something, or call app.run() when imported?")
NO_REPLY = "expected a reply"
CLOSED = (NO_REPLY, "the connection closed without a reply")
TOO_LATE = (NO_REPLY, "no whole reply within 2 seconds")
BROKEN = "expected 200 OK"
JSON = {"Content-Type": "application/json"}

STARTS = [
    Case("syntax error", changed("def hello():", "def hello()"), (START, "SyntaxError: expected ':'", "line 19")),
    Case("mixed tabs", changed("        return notes\n", "\treturn notes\n"), (START, "TabError", "line 25")),
    Case("not UTF-8", changed("greets", "grüßt").encode("latin-1"), (START, "'utf-8' codec can't decode", APP := "mini/app.py")),
    Case("a NUL byte", changed("greets", "gr\0ets"), (START, "Python can't read your program", "null bytes")),
    Case("a missing module", at_import("import nobody_has_this"), (START, "No module named 'nobody_has_this'", APP)),
    Case("a missing name", at_import("from flask import Flaskk"), (START, "cannot import name 'Flaskk'", "line 2")),
    Case("error in the factory", changed("    app = Flask(", "    1 / 0\n    app = Flask("), (START, "division by zero", "in create_app")),
    Case("sys.exit", at_import("sys.exit('enough')"), (START, "ended itself while starting: sys.exit('enough')", "line 2")),
    Case("os._exit", at_import("os._exit(7)"), (START, "your service ended while starting with exit code 7")),
    Case("killed while starting", at_import("os.kill(os.getpid(), 9)"), (START, "killed by signal 9 while starting")),
    Case("endless loop at import", at_import("while True: pass"), HANGS),
    Case("waits for input", at_import("input('Name? ')"), (START, "EOFError", "your service said: Name?")),
    Case("stops itself", at_import("os.kill(os.getpid(), signal.SIGSTOP)"), HANGS),
    Case("app.run() at import", at_import("from flask import Flask\nFlask('x').run(port=0)"), (*HANGS, "Running on")),
    Case("prints without end at import", at_import("while True: print('x' * 999)"), (START, "printed more than 16 MB while starting", "the rest was cut off")),
    Case("recursion at import", at_import("def f(): return f()\nf()"), (START, "RecursionError")),
    Case("factory gives nothing", changed("    return app\n", "    pass\n"), (START, "create_app() gave NoneType", "is a return missing?")),
    Case("factory missing", changed("def create_app", "def make_app"), (START, "mini.app has no create_app: was it renamed?")),
    Case("factory wants arguments", changed("create_app()", "create_app(config)"), (START, "missing 1 required positional argument: 'config'")),
    Case("interrupts itself", at_import("raise KeyboardInterrupt('me')"), (START, "KeyboardInterrupt: me")),
    Case("an error without words", at_import("class E(Exception):\n    def __str__(self): return 7\nraise E"), (START, "E: (and its own message fails: TypeError)")),
    Case("an error that is no text", at_import("raise ValueError('\\ud800')"), (START, "ValueError: \\ud800")),
    Case("the end is held up", at_import("import atexit\natexit.register(time.sleep, 1000)\n1 / 0"), (START, "division by zero")),
]  # fmt: skip

REPLIES = [
    Case("endless loop in handlers", in_handlers("while True: pass"), TOO_LATE),
    Case("catches everything and loops", in_handlers("while True:\n    try:\n        time.sleep(60)\n    except BaseException:\n        pass"), TOO_LATE),
    Case("prints without end", in_handlers("while True: print('x' * 999)"), (BROKEN, "got 500 Internal Server Error", "it printed 16 MB; the rest was cut off")),
    Case("raises", in_handlers("raise RuntimeError('no such luck')"), (BROKEN, "got 500", "your service said:", "RuntimeError: no such luck")),
    Case("recursion", in_handlers("def f(): return f()\nf()"), (BROKEN, "got 500", "RecursionError")),
    Case("a reply that never ends", in_handlers(f"def g():\n    while True: yield 'x' * 9999\nreturn g(), 200, {JSON}"), (NO_REPLY, "a reply of more than 8 MB; the rest was not read")),
    Case("a reply of 100 MB", in_handlers(f"return '\"' + 'x' * 100_000_000 + '\"', 200, {JSON}"), (NO_REPLY, "a reply of more than 8 MB")),
    Case("a reply that drips", in_handlers(f"def g():\n    while True:\n        time.sleep(0.1)\n        yield 'x'\nreturn g(), 200, {JSON}"), TOO_LATE),
    Case("not JSON by its type", in_handlers("return 'hello'"), ("expected a JSON body with Content-Type: application/json", "got 200 OK hello (text/html)")),
    Case("half a document", in_handlers(f"return '{{\"hello\": ', 200, {JSON}"), ("expected a body that can be read as JSON", '{"hello":')),
    Case("not a number", in_handlers(f"return '{{\"hello\": NaN}}', 200, {JSON}"), ("expected a body that can be read as JSON", "NaN")),
    Case("a bottomless document", in_handlers(f"return '[' * 99999, 200, {JSON}"), ("expected a body that can be read as JSON", "[[[[")),
    Case("half a character", in_handlers(f"return '{{\"hello\": \"\\\\ud800\"}}', 200, {JSON}"), ("expected hello:", 'got hello: "�"')),
    Case("orders to the terminal", in_handlers("return '\\x1b[2J\\x07 [red]gone', 200"), ("got 200 OK �[2J� [red]gone",)),
    Case("a header in a header", in_handlers("return '', 200, {'X-A': 'a\\r\\nSet-Cookie: b'}"), (BROKEN, "got 500", "Header values must not contain newline")),
    Case("ends itself", in_handlers("os._exit(3)"), (*CLOSED, "your service ended with exit code 3")),
    Case("kills itself", in_handlers("os.kill(os.getpid(), signal.SIGKILL)"), (*CLOSED, "killed by signal 9")),
    Case("stops itself in a request", in_handlers("os.kill(os.getpid(), signal.SIGSTOP)"), TOO_LATE),
    Case("its log is gone", in_handlers("for stream in (1, 2):\n    os.unlink(os.readlink(f'/proc/self/fd/{stream}'))\n1 / 0"), (BROKEN, "got 500")),
]  # fmt: skip
IGNORES_TERM = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(1000)"
CHILD = f"subprocess.Popen([sys.executable, '-c', {IGNORES_TERM!r}], start_new_session=%s)"
DAEMON = "if os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0: time.sleep(1000)\n    os._exit(0)"
LEFT = "note: your service left a process running; it was ended:"

HARMLESS = [
    Case("a thread that never ends", at_import("threading.Thread(target=time.sleep, args=(1000,)).start()")),
    Case("a child left behind", at_import(CHILD % False)),
    Case("a child in a session of its own", at_import(CHILD % True), notes=(LEFT, "time.sleep(1000)")),
    Case("a daemon by the book", in_handlers(DAEMON), notes=(LEFT, "a copy of itself")),
    Case("closes its output", at_import("sys.stdout.close()\nsys.stderr.close()\nos.close(1)\nos.close(2)")),
    Case("goes elsewhere", at_import("os.chdir('/')")),
    Case("empties its environment", at_import("os.environ = {'DATA_FILE': os.environ['DATA_FILE']}")),
]
KILLER = "os.kill(os.getppid(), signal.SIGKILL)"
PARRICIDES = [
    Case("kills its parent", in_handlers(KILLER), ("does your program kill its parent, os.getppid()?",)),
    Case("kills its parent at import", at_import(KILLER), (START, "does your program kill its parent, os.getppid()?")),
]
SLOW = ["syntax error", "os._exit", "endless loop at import", "prints without end at import", "endless loop in handlers", "ends itself"]  # fmt: skip
CASES = [*STARTS, *REPLIES, *PARRICIDES]
UNFORKED = [slowly(case) for case in CASES if case.name in SLOW]


@pytest.fixture(scope="module")
def outcome_of(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[Case], Outcome]]:
    with played(request, tmp_path_factory, play) as outcome_of:
        yield outcome_of


@each([case for case in [*CASES, *UNFORKED] if sys.platform == "linux" or case not in PARRICIDES])
def test_a_hostile_service_is_told(case: Case, outcome_of: Callable[[Case], Outcome]) -> None:
    is_told_kindly(outcome_of(case), case.says)


@each([*HARMLESS, *map(slowly, HARMLESS)])
def test_what_a_service_leaves_behind_is_ended(case: Case, outcome_of: Callable[[Case], Outcome]) -> None:
    outcome = outcome_of(case)
    assert outcome.code == 0
    assert outcome.err == ""
    assert "4/4 points" in outcome.said
    assert outcome.seconds < WHOLE_RUN
    if not case.env:
        assert all(note in outcome.said for note in case.notes)


@each([slowly(case) for case in PARRICIDES])
def test_who_kills_the_checks_themselves_is_told(case: Case, outcome_of: Callable[[Case], Outcome]) -> None:
    outcome = outcome_of(case)
    assert outcome.code == 2
    assert "The process that runs the checks has ended" in outcome.err
    assert "os.getppid()" in outcome.err
    assert "Traceback" not in outcome.err
