"""What a program can do wrong when it is imported; each docstring holds pieces of the message that it must bring."""

import atexit
import importlib
import os
import signal
import sys
import time

from flask import Flask


def a_missing_module() -> None:
    """expected your service to start
    No module named 'nobody_has_this'
    mini/hostile.py, line
    """
    importlib.import_module("nobody_has_this")


def sys_exit() -> None:
    """expected your service to start
    ended itself while starting: sys.exit('enough')
    """
    sys.exit("enough")


def os_exit() -> None:
    """expected your service to start
    your service ended while starting with exit code 7
    """
    os._exit(7)


def killed() -> None:
    """expected your service to start
    your service was killed by signal 9 while starting
    """
    os.kill(os.getpid(), signal.SIGKILL)


def an_endless_loop() -> None:
    """expected your service to start
    did not finish starting: does it loop, wait for something, or call app.run() when imported?
    """
    while True:
        pass


def app_run() -> None:
    """expected your service to start
    or call app.run() when imported?
    Running on http://127.0.0.1
    """
    Flask("mine").run(port=0)


def prints_without_end() -> None:
    """expected your service to start
    printed more than 16 MB while starting
    the rest was cut off
    """
    while True:
        print("x" * 999)


def an_error_without_words() -> None:
    """expected your service to start
    Wordless: (and its own message fails: TypeError)
    """

    class Wordless(Exception):
        def __str__(self) -> str:
            raise TypeError

    raise Wordless


def an_error_that_is_no_text() -> None:
    """expected your service to start
    ValueError: \\ud800
    """
    raise ValueError("\ud800")


def holds_up_its_end() -> None:
    """expected your service to start
    ZeroDivisionError
    """
    atexit.register(time.sleep, 1000)
    _ = 1 / 0


def kills_its_parent() -> None:
    """does your program kill its parent, os.getppid()?"""
    os.kill(os.getppid(), signal.SIGKILL)
