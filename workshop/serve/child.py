"""The process that becomes a service: load the learner's program and serve it, and report how that went.

Gunicorn serves it where there is one; on Windows, where gunicorn does not run, waitress does.
"""

from __future__ import annotations

import contextlib
import errno
import importlib
import logging
import os
import runpy
import signal
import socket
import sys
import tempfile
import traceback
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workshop.serve import bytecode
from workshop.serve.launch import Bound, Failed, Launch, Ready, Report, job_line

if TYPE_CHECKING:
    from gunicorn.app.base import BaseApplication

OUTPUT_LIMIT = 16 * 1024 * 1024
GRACE = 30
ACCESS = "%(r)s %(s)s in %(M)s ms"
Reporter = Callable[[Report], None]


def become(launch: Launch, report: Reporter, contain: Callable[[], None] = lambda: None) -> None:
    """Turn this process into the service that `launch` describes; returns when the service has ended.

    `contain` is called before the first line of its code is read.
    """
    _settle(launch)
    if launch.compiles and launch.own:
        contain()
        bytecode.fill(launch.folder, launch.own)
    elif launch.job:
        contain()
        _run_job(launch, report)
    elif sys.platform == "win32":
        _serve_with_waitress(launch, report)
    else:
        _serve_with_gunicorn(launch, report, contain)


def _settle(launch: Launch) -> None:
    """Give this process the folder, environment, import path and output of the service."""
    os.environ.clear()
    os.environ.update(launch.env)
    os.chdir(launch.folder)
    sys.path.insert(0, launch.folder)
    if launch.bytecode is not None:
        bytecode.keep(launch.folder, launch.bytecode)
    # a file saved twice within a second must not be served from a stale .pyc
    sys.dont_write_bytecode = True
    if launch.log is not None:
        _write_output_to(launch.log)


def limit_output() -> None:
    """Let this process and what it starts write no file beyond OUTPUT_LIMIT bytes."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (OUTPUT_LIMIT, OUTPUT_LIMIT))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)


def _write_output_to(log: str) -> None:
    limit_output()
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    os.close(descriptor)
    sys.stdout = os.fdopen(1, "w", buffering=1, encoding="utf-8", errors="backslashreplace", closefd=False)
    sys.stderr = os.fdopen(2, "w", buffering=1, encoding="utf-8", errors="backslashreplace", closefd=False)


def load(launch: Launch, report: Reporter) -> Callable[..., Any]:
    """Import the WSGI application; on any failure report it in words and end this process."""
    module_name, _, name = launch.app.partition(":")
    factory = name.endswith("()")
    name = name.removesuffix("()")
    try:
        module = importlib.import_module(module_name)
        application = getattr(module, name)
        if factory:
            application = application()
        if not callable(application):
            raise TypeError(
                f"{name}() gave {type(application).__name__}, not a Flask application: is a return missing?"
            )
    except BaseException as error:
        report(_failure(error, launch, module_name, name))
        _flush()
        # what began at import (threads, atexit handlers) must not keep a failed start alive
        os._exit(3)
    loaded: Callable[..., Any] = application
    return loaded


def _run_job(launch: Launch, report: Reporter) -> None:
    """Run a module as `python -m` would; on an exception report it in words and end this process."""
    sys.argv = list(launch.job)
    try:
        runpy.run_module(launch.job[0], run_name="__main__", alter_sys=True)
    except SystemExit as ended:
        if isinstance(ended.code, str):
            print(ended.code, file=sys.stderr)
        _flush()
        os._exit(ended.code & 0xFF if isinstance(ended.code, int) else int(ended.code is not None))
    except BaseException as error:
        report(_failure(error, launch, launch.job[0], "", f"`{job_line(launch.job)}` failed"))
        _flush()
        os._exit(3)
    _flush()
    os._exit(0)


def _failure(
    error: BaseException, launch: Launch, module: str, name: str, what: str = "your program failed while starting"
) -> Failed:
    """What went wrong while loading, in one sentence, and where in the learner's files."""
    where = _where(error, launch.folder)
    if isinstance(error, SyntaxError):
        if error.lineno:
            where = f"{_short(error.filename, launch.folder)}, line {error.lineno}:\n    {(error.text or '').strip()}"
        return Failed(f"Python can't read your program: {type(error).__name__}: {error.msg}", where)
    if isinstance(error, SystemExit):
        return Failed(f"your program ended itself while starting: sys.exit({error.code!r})", where)
    if isinstance(error, ModuleNotFoundError) and f"{module}.".startswith(f"{error.name}."):
        return Failed(f"there is no module {error.name}: was a file moved or renamed?", where)
    if isinstance(error, AttributeError) and getattr(error, "name", None) == name and not where:
        return Failed(f"{module} has no {name}: was it renamed?", f"{module.replace('.', '/')}.py")
    if isinstance(error, OSError) and error.errno == errno.EFBIG:
        return Failed(f"your program printed more than {OUTPUT_LIMIT // 1024 // 1024} MB while starting", where)
    said = _message(error).replace(launch.folder + os.sep, "")
    return Failed(f"{what}: {type(error).__name__}: {said}", where)


def _message(error: BaseException) -> str:
    """What the exception says, as far as it can be said and sent."""
    try:
        return str(error).encode("utf-8", errors="backslashreplace").decode()
    except Exception as second:
        return f"(and its own message fails: {type(second).__name__})"


def _where(error: BaseException, folder: str) -> str:
    """The innermost two lines of the learner's own files in the traceback."""
    frames = [
        frame for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename).is_relative_to(folder)
    ]
    return "\n".join(
        f"{_short(frame.filename, folder)}, line {frame.lineno}, in {frame.name}:\n    {frame.line}"
        for frame in frames[-2:]
    )


def _short(filename: str | None, folder: str) -> str:
    path = Path(filename or "?")
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.name


def _flush() -> None:
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.flush()
        sys.stderr.flush()


def _gunicorn(launch: Launch, report: Reporter) -> BaseApplication:
    """The gunicorn program that serves `launch`."""
    from gunicorn.app.base import BaseApplication

    first = os.getpid()  # workers may be forked later
    temporary = launch.own or (str(Path(launch.log).parent) if launch.log else None)

    def post_fork(arbiter: Any, worker: Any) -> None:  # noqa: ARG001 (gunicorn counts the arguments)
        die_with_parent()

    def post_worker_init(worker: Any) -> None:
        report(Ready(worker.sockets[0].sock.getsockname()[1], first))

    class Server(BaseApplication):
        def load_default_config(self) -> None:
            self.cfg = _default_config()

        def load_config(self) -> None:
            options = {
                "bind": f"{launch.host}:{launch.port}",
                "workers": launch.workers,
                "threads": launch.threads,
                "worker_class": "gthread",
                "loglevel": "warning",
                "timeout": GRACE,
                "control_socket_disable": True,
                "worker_tmp_dir": temporary,
                "post_fork": post_fork,
                "post_worker_init": post_worker_init,
            }
            if launch.access:
                options |= {"accesslog": "-", "access_log_format": ACCESS}
            for key, value in options.items():
                self.cfg.set(key, value)

        def load(self) -> Callable[..., Any]:
            return load(launch, report)

    return Server()


@cache
def _default_config() -> Any:
    from gunicorn.config import Config

    return Config()


def rehearse() -> None:
    """Do what every service does at its start once, in the parent, so that each fork finds it done."""
    from gunicorn.arbiter import Arbiter

    Arbiter(_gunicorn(Launch("", "", {}, None), lambda _: None))
    importlib.import_module("concurrent.futures.thread")
    tempfile.gettempdir()
    from flask import Flask, request

    program = Flask("rehearsal")
    program.add_url_rule("/", view_func=lambda: request.get_json(), methods=["POST"])
    with program.test_client() as client:
        client.post("/", json={})


def _serve_with_gunicorn(launch: Launch, report: Reporter, contain: Callable[[], None]) -> None:
    from gunicorn import sock
    from gunicorn.arbiter import Arbiter
    from gunicorn.glogging import Logger

    # bound here: gunicorn itself tries for five seconds before it says that a port is taken
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((launch.host, launch.port))
    except OSError as error:
        report(Failed(f"port {launch.port} can't be used: {error.strerror}"))
        return
    server = _gunicorn(launch, report)
    log = Logger(server.cfg)
    listeners = sock.create_sockets(server.cfg, log, [listener.detach()])
    report(Bound(listeners[0].sock.getsockname()[1], os.getpid()))
    contain()
    die_with_parent()  # which a change of the user takes back
    server.cfg.set("user", os.geteuid())
    server.cfg.set("group", os.getegid())
    if launch.workers > 1:
        Arbiter.LISTENERS = listeners
        server.run()
        return
    # the one worker without a master process above it: half the cost of a start
    worker = server.cfg.worker_class(1, os.getppid(), listeners, server, GRACE, server.cfg, log)
    worker.pid = os.getpid()
    worker.init_process()


def die_with_parent() -> None:
    """Have the kernel kill this process when its parent is gone (Linux; elsewhere left-overs are swept later)."""
    ending_with_parent(signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)()


def ending_with_parent(number: int) -> Callable[[], None]:
    """A function that has the kernel send this process signal `number` when its parent is gone; it imports nothing."""
    if sys.platform != "linux":
        return lambda: None
    import ctypes

    set_parent_death_signal = 1
    control = ctypes.CDLL(None, use_errno=True).prctl
    return lambda: control(set_parent_death_signal, number)


def _serve_with_waitress(launch: Launch, report: Reporter) -> None:
    import waitress

    application = load(launch, report)
    logging.getLogger("waitress").setLevel(logging.ERROR)
    try:
        server = waitress.create_server(application, host=launch.host, port=launch.port, threads=launch.threads)
    except OSError as error:
        report(Failed(f"port {launch.port} can't be used: {error.strerror}"))
        return
    report(Ready(server.effective_port, os.getpid()))
    server.run()
