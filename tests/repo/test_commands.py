"""Every command, typed as a user types it."""

from __future__ import annotations

import http.client
import json
import shlex
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from small_course import Course, until

TODO = "abort(501, name)"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return Course(tmp_path_factory.mktemp("course") / "übung 1")


COMMANDS = (
    "check",
    "demo",
    "dev-check",
    "doctor",
    "grade",
    "hint",
    "lab",
    "map",
    "reset",
    "serve",
    "solution",
    "test",
    "up",
    "watch",
)


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_help(course: Course, command: str) -> None:
    outcome = course.run(command, "--help")
    assert outcome.code == 0
    assert f"workshop {command}" in outcome.out


def test_the_list_of_commands_is_whole(course: Course) -> None:
    listed = course.run("--help").out.partition("Commands:")[2]
    assert {line.split()[0] for line in listed.splitlines() if line.startswith("  ") and line[2] != " "} == set(
        COMMANDS
    )


WRONG_USE = {
    "a lesson that is not there": (["check", "77"], "There is no lesson"),
    "a word for a lesson": (["check", "movies"], "There is no lesson"),
    "a task that is not there": (["hint", "9.7"], "its tasks are 1 to 3"),
    "a lesson where a task is due": (["hint", "9"], "write lesson, dot, task"),
    "a task with letters": (["solution", "9.x"], "write lesson, dot, task"),
    "--task out of range": (["check", "9", "--task", "4"], "its tasks are 1 to 3"),
    "--upto alone": (["check", "9", "--upto"], "--upto goes with --task"),
    "a service that is not there": (["check", "9", "--run", "movies=true"], 'has no service "movies"'),
    "--run without a name": (["check", "9", "--run", "true"], "write service=value"),
    "a URL without its scheme": (["check", "9", "--url", "mini=localhost:8091"], "--url takes an http:// address"),
    "a tree that is not there": (["check", "9", "--tree", "mine"], "'work', 'solutions', 'lessons'"),
    "reset before begun": (["reset", "9"], "is not begun"),
    "an unknown command": (["chek", "9"], "No such command"),
    "JSON into no folder": (["check", "9", "--json", "nowhere/verdict.json"], "can't be written"),
}


@pytest.mark.parametrize("case", WRONG_USE.values(), ids=list(WRONG_USE))
def test_wrong_use_ends_with_2_and_says_what_was_expected(fresh: Course, case: tuple[list[str], str]) -> None:
    arguments, says = case
    outcome = fresh.run(*arguments)
    assert outcome.code == 2
    assert says in outcome.said
    assert "Traceback" not in outcome.said


@pytest.mark.parametrize("name", ["9", "09", "09-mini"])
def test_a_lesson_goes_by_three_names(fresh: Course, name: str) -> None:
    outcome = fresh.run("check", name, "--tree", "solutions")
    assert outcome.code == 0
    assert "4/4 points" in outcome.said


def test_the_map_shows_what_is_done_and_the_next_step(fresh: Course) -> None:
    assert "0/3 tasks" in fresh.run("map").said
    fresh.begin()
    fresh.replace("mini/app.py", TODO, 'return {"hello": name}')
    assert fresh.run("check").code == 1
    said = fresh.run("map").said
    assert "1/3 tasks" in said
    assert "Next: task 9.2, Keep notes" in said
    fresh.begin("solutions")
    assert fresh.run("check").code == 0
    assert "Every lesson there is is done." in fresh.run("map").said


def test_hints_come_one_more_each_time(fresh: Course) -> None:
    first, second, third, again = (fresh.run("hint", "9.1").said for _ in range(4))
    assert "Look at hello()." in first
    assert "What does a greeting need?" not in first
    assert "What does a greeting need?" in second
    assert "Return a dict" in third
    assert "solution 9.1" in third
    assert again == third


def test_the_solution_of_an_untried_task_is_asked_for(fresh: Course) -> None:
    refused = fresh.run("solution", "9.1", stdin=subprocess.PIPE)
    assert "not tried task 9.1 yet" in refused.said
    assert "+++" not in refused.out
    assert "+++" in fresh.run("solution", "9.1", "--yes").out


def test_the_solution_of_a_tried_task_is_shown_and_written(fresh: Course) -> None:
    fresh.begin()
    fresh.replace("mini/app.py", TODO, "return 'mine', 418")
    assert fresh.run("check").code == 1
    shown = fresh.run("solution", "9.1").out
    assert "return 'mine', 418" in shown
    assert 'return {"hello"' in shown
    assert "task 2" not in shown
    written = fresh.run("solution", "9.1", "--apply")
    assert ".workshop/backups/09-mini-" in written.out
    backup = next((fresh.root / ".workshop" / "backups").iterdir())
    assert "return 'mine', 418" in (backup / "mini/app.py").read_text()
    assert fresh.check("--task", "1").code == 0
    assert "have the solution of this task already" in fresh.run("solution", "9.1").said


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def ask(port: int, path: str) -> tuple[int, str]:
    """Status and body of GET `path`; status 0 while nothing listens there."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    except (OSError, http.client.HTTPException):
        return 0, ""
    finally:
        connection.close()


def test_serve_runs_the_service_and_again_after_a_save(fresh: Course, port: int) -> None:
    said = fresh.root / "said"
    with said.open("w") as output:
        process = fresh.start("serve", "9", "--port", str(port), stdout=output, stderr=subprocess.STDOUT)
    try:
        until(lambda: ask(port, "/notes") == (200, "[]\n"), "the service answers")
        assert ask(port, "/hello?name=Ada")[0] == 501
        fresh.replace("mini/app.py", TODO, 'return {"hello": name}')
        until(lambda: ask(port, "/hello?name=Ada") == (200, '{"hello":"Ada"}\n'), "the saved file is served")
        fresh.replace("mini/app.py", 'return {"hello": name}', "return (")
        until(lambda: "Python can't read your program" in said.read_text(), "what is wrong is said")
        assert ask(port, "/notes")[0] == 0
        fresh.replace("mini/app.py", "return (", "return {}")
        until(lambda: ask(port, "/hello?name=Ada")[0] == 200, "the mended file is served")
    finally:
        process.send_signal(2)
        outcome = fresh.finish(process)
    assert outcome.code == 0
    assert f"answers on http://127.0.0.1:{port}" in said.read_text()
    assert "Traceback" not in said.read_text()


def test_serve_of_a_task_repeats_its_failing_check(fresh: Course, port: int) -> None:
    fresh.begin()
    fresh.replace("mini/app.py", TODO, "return {}")
    fresh.run("check")
    process = fresh.start("serve", "9.1", "--port", str(port), env={"PYTHONUNBUFFERED": "1"})
    try:
        until(lambda: ask(port, "/notes")[0] == 200, "the service answers")
    finally:
        process.send_signal(2)
        outcome = fresh.finish(process)
    command = next(line for line in outcome.out.splitlines() if line.startswith("curl"))
    url = shlex.split(command)[-1]
    assert url.startswith(f"http://127.0.0.1:{port}/hello?name=")
    assert "people like their names" in outcome.said


WITH_A_KEY = """

@task(1)
def test_a_key(mini):
    '''Whoever has a key is greeted.'''
    keys = mini.folder / "keys.json"
    keys.write_text('["from the check"]')
    mini.headers["X-API-Key"] = "a-key-that-is-so-long-that-nobody-wants-to-see-it"
    mini.start(env={"KEYS_FILE": str(keys)}, threads=2)
    made = mini.post("/login", json={}).expect(200).json
    mini.get("/secret", headers={"Authorization": "Bearer " + made["access_token"]}).expect(200)
"""
LOGIN = """
    @app.post("/login")
    def login():
        return {"access_token": "e" * 400}

    @app.get("/secret")
    def secret():
        return Path(os.environ["KEYS_FILE"]).read_text(), 403

    @app.get("/notes")
"""


def test_serve_repeats_what_a_key_and_a_token_were_sent_for(tmp_path: Path, port: int) -> None:
    course = Course(tmp_path / "course").begin()
    course.replace("mini/app.py", TODO, 'return {"hello": name}')
    course.replace("mini/app.py", '\n    @app.get("/notes")\n', LOGIN)
    with (course.checks / "test_mini.py").open("a") as checks:
        checks.write(WITH_A_KEY)
    said = course.run("check", "9").said
    assert f"2. GET /secret X-API-Key: a-key-that-is-so…see-it Authorization: Bearer {'e' * 9}…{'e' * 6}" in said
    process = course.start("serve", "9.1", "--port", str(port), env={"PYTHONUNBUFFERED": "1"})
    try:
        until(lambda: ask(port, "/secret") == (403, '["from the check"]'), "the service has the file of the check")
    finally:
        process.send_signal(2)
        outcome = course.finish(process)
    login, secret = (shlex.split(line) for line in outcome.out.splitlines() if line.startswith("curl"))
    key = "X-API-Key: a-key-that-is-so-long-that-nobody-wants-to-see-it"
    assert login[-5:] == [key, "-H", "Content-Type: application/json", "--data-raw", "{}"]
    assert secret[-4:] == ["-H", key, "-H", f"Authorization: Bearer {'e' * 400}"]
    assert f"# put the access_token from reply 1 in place of {'e' * 39}…" in outcome.out
    course.leaves_nothing()


def test_serve_on_a_taken_port_says_so(fresh: Course) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        outcome = fresh.run("serve", "9", "--port", str(taken))
    assert outcome.code == 1
    assert f"Something else uses port {taken}" in outcome.said
    assert "python3 -m workshop doctor" in outcome.said


def test_dev_check_proves_and_finds_what_is_wrong(fresh: Course) -> None:
    whole = fresh.run("dev-check", "9")
    assert "✓ skeleton" in whole.out
    assert "✓ ladder 3" in whole.out
    assert "✓ ablation 1" in whole.out
    app = fresh.solution / "mini/app.py"
    text = app.read_text()
    try:
        app.write_text(text.replace("import json", "import json  # here"))
        broken = fresh.run("dev-check", "9")
    finally:
        app.write_text(text)
    assert broken.code == 1
    assert "mini/app.py differs outside the regions" in broken.said


def test_the_json_goes_to_a_file_too(fresh: Course) -> None:
    target = fresh.root / "verdict.json"
    assert fresh.run("check", "9", "--tree", "solutions", "--json", str(target)).code == 0
    assert json.loads(target.read_text())["score"] == 4
    target.unlink()


@pytest.mark.skipif(sys.platform == "win32", reason="plain pytest is tried on POSIX")
def test_plain_pytest_grades_the_work(fresh: Course) -> None:
    fresh.begin()
    command = [sys.executable, "-m", "pytest", "tests/09-mini", "-q"]
    failed = fresh.finish(fresh.start_command(command))
    assert failed.code == 1
    assert "got 501" in failed.said
    fresh.begin("solutions")
    passed = fresh.finish(fresh.start_command(command))
    assert passed.code == 0, passed.said
