"""What happened in one check, step by step, and what became of it: the data that verdicts are made of."""

from __future__ import annotations

import contextlib
import re
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec

from workshop.harness.expected import readable, shorten
from workshop.harness.http import Request
from workshop.serve.launch import THREADS

Status = Literal["passed", "failed", "skipped"]
LONGEST_FILE = 64 * 1024
MOST_CALLS = 1000
ADDRESS = re.compile(r"((?:127\.0\.0\.1|localhost|\[?::1\]?)\"?(?::|, port |:? port=?))(\d{4,5})\b")


class Start(msgspec.Struct, frozen=True):
    """How a check started a service: the data it began with, extra environment, worker processes and their threads.

    `files` has, by the variable that names it, the text of each file that the check wrote for it.
    """

    service: str
    data: Any
    env: dict[str, str | None]
    workers: int
    threads: int = THREADS
    files: dict[str, str] = {}


class Exchange(msgspec.Struct):
    """A request and, once it came, its reply."""

    service: str
    method: str
    path: str
    headers: dict[str, str]
    body: str | None
    status: int | None = None
    reply: str | None = None


class CheckResult(msgspec.Struct, frozen=True):
    """What became of one check.

    `requirement` is what it asks, `message` what was expected and what came; `failing` is the number (from 1) of the
    request it is about, `calls` what the service asked of stand-ins, `log` the last lines it printed; `unwritten` says
    that the last reply was 501. A guard belongs to no task (0); `after` is the task that must pass before it says
    anything.
    """

    name: str
    task: int
    harder: bool
    requirement: str
    status: Status
    after: int | None = None
    message: str = ""
    failing: int | None = None
    starts: tuple[Start, ...] = ()
    requests: tuple[Exchange, ...] = ()
    calls: tuple[str, ...] = ()
    log: str = ""
    notes: tuple[str, ...] = ()
    unwritten: bool = False
    seconds: float = 0.0


class Conversation:
    """Collects the starts and exchanges of one check, from whatever thread."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.starts: list[Start] = []
        self.exchanges: list[Exchange] = []
        self.sent: list[Request] = []
        self.notes: list[str] = []
        self.calls: list[str] = []
        self.ports: dict[str, int] = {}  # the port that a service has here: the lesson's own

    def started(self, start: Start) -> None:
        with self.lock:
            self.starts.append(start)

    def called(self, call: str) -> None:
        """The service under examination has asked a stand-in something; of very many calls the first are kept."""
        with self.lock:
            if len(self.calls) < MOST_CALLS:
                self.calls.append(shown(call))

    def asked(self, service: str, request: Request) -> Exchange:
        body = None if request.body is None else request.body[:4000].decode("utf-8", errors="replace")
        exchange = Exchange(service, request.method, readable(request.path), dict(request.headers), body)
        with self.lock:
            self.exchanges.append(exchange)
            self.sent.append(request)
        return exchange

    def shown(self) -> Iterator[Exchange]:
        """The exchanges so far, as they read each time."""
        for exchange in self.exchanges:
            yield msgspec.structs.replace(exchange, reply=exchange.reply and self.steady(exchange.reply))

    def listens(self, port: int, usual: int) -> None:
        """A service of this check listens on `port`; what is shown says the lesson's own instead."""
        with self.lock:
            self.ports |= {str(port): usual} if usual else {}

    def steady(self, text: str) -> str:
        """`text` as it reads each time: the ports that services happen to have are the lesson's own."""
        return ADDRESS.sub(lambda found: found[1] + str(self.ports.get(found[2], found[2])), text)

    def forget(self, request: Request) -> None:
        """Leave `request` out of what is told: it only found out where to ask."""
        with self.lock:
            index = self.number(request)
            if index is not None:
                del self.sent[index - 1], self.exchanges[index - 1]

    def number(self, request: Request | None) -> int | None:
        """The number of `request`, from 1, or None."""
        return next((index for index, sent in enumerate(self.sent, start=1) if sent is request), None)


def written(env: Mapping[str, str | None], folder: str) -> dict[str, str]:
    """The texts of the files that `env` names by whole paths, by variable; those in the service's `folder` stay."""
    texts = {}
    for name, value in env.items():
        path = Path(value or "")
        if path.is_absolute() and not path.is_relative_to(folder):
            with contextlib.suppress(OSError, ValueError):  # nothing there, or no text
                if path.is_file() and path.stat().st_size <= LONGEST_FILE:
                    texts[name] = path.read_text(encoding="utf-8")
    return texts


def left_running(command: str) -> str:
    """The note about a process that a service has left behind."""
    what = "a copy of itself (os.fork)" if "workshop.serve." in command else shorten(command, 120)
    return f"your service left a process running; it was ended: {what}"


def shown(text: str) -> str:
    """A body as it is kept in a record: one line, shortened."""
    return shorten(text, 1500)  # tokens are longer than what people write
