"""A check that is interrupted or killed in its middle leaves nothing behind, or the next one clears it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

if sys.platform == "win32":
    pytest.skip("signals are POSIX", allow_module_level=True)

from hostile_case import APP
from small_course import Course, until

LOOP = """
def create_app():
    open(os.environ["SIGN"], "w").close()
    while True:
        time.sleep(60)
"""
DAEMON = """
def create_app():
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            open(os.environ["SIGN"], "w").close()
            time.sleep(1000)
        os._exit(0)
    while True:
        time.sleep(60)
"""
both_ways = pytest.mark.parametrize("fork", ["1", "0"], ids=["forked", "not forked"])


@contextmanager
def checking(course: Course, code: str, fork: str) -> Iterator[subprocess.Popen[str]]:
    """A check that waits for a service which does not come up."""
    course.begin("solutions")
    course.write(APP, "import os, time\n" + code)
    sign = course.root / "sign"
    sign.unlink(missing_ok=True)
    process = course.start("check", "9", env={"WORKSHOP_FORK": fork, "SIGN": str(sign)})
    try:
        until(sign.exists, "the service starts")
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
            course.finish(process)


@pytest.mark.parametrize(("number", "fork"), [(signal.SIGINT, "1"), (signal.SIGTERM, "1"), (signal.SIGHUP, "0")])
def test_a_signal_ends_the_check_and_all_it_started(fresh: Course, number: signal.Signals, fork: str) -> None:
    with checking(fresh, LOOP, fork) as process:
        os.killpg(process.pid, number)
        outcome = fresh.finish(process)
    assert outcome.code == 128 + number
    assert outcome.said == ("Stopped." if number == signal.SIGINT else "")
    fresh.leaves_nothing()


@both_ways
def test_ctrl_c_ends_a_daemon_of_the_service_too(fresh: Course, fork: str) -> None:
    with checking(fresh, DAEMON, fork) as process:
        os.killpg(process.pid, signal.SIGINT)
        assert fresh.finish(process).code == 130
    fresh.leaves_nothing()


@both_ways
def test_a_killed_check_takes_all_with_it(fresh: Course, fork: str) -> None:
    with checking(fresh, LOOP, fork) as process:
        process.kill()
        fresh.finish(process)
        until(lambda: not fresh.left(), "what the check has started has ended", seconds=4)  # a start may take six
    assert fresh.check("--tree", "solutions", env={"WORKSHOP_FORK": fork}).code == 0
    fresh.leaves_nothing()


def test_what_outlives_a_killed_check_is_ended_by_the_next(fresh: Course) -> None:
    with checking(fresh, DAEMON, fork="0") as process:
        process.kill()
        until(lambda: len(fresh.left()) == 1, "only the daemon is left")
        assert fresh.check("--tree", "solutions").code == 0
        assert not fresh.left()
    fresh.leaves_nothing()


def test_two_checks_at_once_leave_each_other_alone(fresh: Course) -> None:
    with checking(fresh, LOOP, fork="1") as process:
        assert fresh.check("--tree", "solutions").code == 0
        assert process.poll() is None
        assert fresh.left()
