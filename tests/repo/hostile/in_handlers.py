"""What a handler can do wrong; each docstring holds pieces of the message that it must bring.

Three of them go into one service. The first ones stand in for GET /hello, of which there is but one check.
"""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

JSON = {"Content-Type": "application/json"}


def an_endless_loop() -> None:
    """expected a reply
    no whole reply within 2 seconds
    """
    while True:
        pass


def catches_everything_and_waits() -> None:
    """expected a reply
    no whole reply within 2 seconds
    """
    while True:
        try:
            time.sleep(60)
        except BaseException:
            continue


def stops_itself() -> None:
    """expected a reply
    no whole reply within 2 seconds
    """
    os.kill(os.getpid(), signal.SIGSTOP)
    time.sleep(60)  # another thread may be the one that takes the signal, a moment later


def drips() -> Any:
    """expected a reply
    no whole reply within 2 seconds
    """

    def drops() -> Iterator[str]:
        while True:
            time.sleep(0.1)
            yield "x"

    return drops(), JSON


def half_a_character() -> Any:
    """expected hello:
    got hello: "�"
    """
    return r'{"hello": "\ud800"}', JSON


def never_ends() -> Any:
    """expected a reply
    a reply of more than 8 MB; the rest was not read
    """

    def stream() -> Iterator[str]:
        while True:
            yield "x" * 9999

    return stream(), JSON


def a_hundred_megabytes() -> Any:
    """expected a reply
    a reply of more than 8 MB; the rest was not read
    """
    return f'"{"x" * 100_000_000}"', JSON


def not_json_by_its_type() -> Any:
    """expected a JSON body with Content-Type: application/json
    got 200 OK hello (text/html)
    """
    return "hello"


def half_a_document() -> Any:
    """expected a body that can be read as JSON
    got 200 OK {"hello":
    """
    return '{"hello": ', JSON


def not_a_number() -> Any:
    """expected a body that can be read as JSON
    got 200 OK {"hello": NaN}
    """
    return '{"hello": NaN}', JSON


def a_bottomless_document() -> Any:
    """expected a body that can be read as JSON
    got 200 OK [[[[
    """
    return "[" * 99_999, JSON


def orders_to_the_terminal() -> Any:
    """got 200 OK �[2J� [red]gone"""
    return "\x1b[2J\x07 [red]gone"


def a_header_in_a_header() -> Any:
    """expected 200 OK
    got 500
    Header values must not contain newline
    """
    return "", {"X-A": "a\r\nSet-Cookie: b"}


def raises() -> None:
    """expected 200 OK
    got 500 Internal Server Error
    your service said:
    RuntimeError: no such luck
    """
    raise RuntimeError("no such luck")


def recurses() -> None:
    """expected 200 OK
    got 500
    RecursionError
    """
    recurses()


def prints_without_end() -> None:
    """expected 200 OK
    got 500
    it printed 16 MB; the rest was cut off
    """
    while True:
        print("x" * 999)


def deletes_its_log() -> None:
    """expected 200 OK
    got 500
    """
    for stream in (1, 2):
        Path(f"/proc/self/fd/{stream}").readlink().unlink()


def ends_itself() -> None:
    """expected a reply
    the connection closed without a reply
    your service ended with exit code 3
    """
    os._exit(3)


def kills_itself() -> None:
    """expected a reply
    the connection closed without a reply
    your service was killed by signal 9
    """
    os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(60)  # another thread may be the one that takes the signal, a moment later


def kills_its_parent() -> None:
    """does your program kill its parent, os.getppid()?"""
    os.kill(os.getppid(), signal.SIGKILL)
    time.sleep(60)
