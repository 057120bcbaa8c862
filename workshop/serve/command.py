"""Start a service by a command of the learner's own: any program, in any language, that listens on $PORT.

How many processes and threads a check asks for is in $WORKERS and $THREADS, for a command that can do with that.
"""

from __future__ import annotations

import contextlib
import os
import shlex
import subprocess
import sys
from collections.abc import Mapping
from string import Template

from workshop.serve.child import limit_output
from workshop.serve.launch import Launch, StartError
from workshop.serve.ports import accepts, free_port
from workshop.serve.starter import ENDING_SECONDS, JOB_SECONDS, START_SECONDS, ending, kill_tree
from workshop.serve.waiting import until


class Command:
    """Starts services by running `command` in this folder; $PORT may stand in it, and is in its environment."""

    def __init__(self, command: str) -> None:
        self.command = command

    def start(self, launch: Launch, seconds: float = START_SECONDS) -> Commanded:
        port = launch.port or free_port(launch.host)
        numbers = {"PORT": str(port), "WORKERS": str(launch.workers), "THREADS": str(launch.threads)}
        env = launch.env | numbers | {"HOST": launch.host}
        words = self._words(env)
        log = os.open(launch.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600) if launch.log is not None else None
        try:
            process = subprocess.Popen(
                words,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=None if sys.platform == "win32" else limit_output,
            )
        except OSError as error:
            raise StartError(f"the command can't be run: {self.command}: {error.strerror}") from None
        finally:
            if log is not None:
                os.close(log)
        running = Commanded(process, port)
        try:
            running.wait(launch.host, seconds)
        except StartError:
            running.stop()
            raise
        return running

    def run(self, launch: Launch, seconds: float = JOB_SECONDS) -> None:
        """Nothing: what its database needs, a command does itself."""

    def _words(self, env: Mapping[str, str]) -> str | list[str]:
        """The command as a shell would read it, $PORT and all; raises StartError where it can't be."""
        if sys.platform == "win32":
            return Template(self.command).safe_substitute(env)
        try:
            if words := shlex.split(self.command):
                return [Template(word).safe_substitute(env) for word in words]
            problem = "it is empty"
        except ValueError as error:
            problem = str(error)
        raise StartError(f"the command can't be read: {self.command}: {problem}")


class Commanded:
    """A service that a command runs."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process = process
        self.pid = process.pid
        self.port = port

    def wait(self, host: str, seconds: float) -> None:
        """Wait until its port takes connections; raises StartError when it ends or `seconds` have passed."""

        def decided() -> bool:
            if accepts(host, self.port):
                return True
            if (code := self.process.poll()) is not None:
                raise StartError(f"{ending(code, ' while starting')}: it must stay and listen on port $PORT")
            return False

        if not until(decided, seconds):
            problem = f"nothing listened on port {self.port} within {seconds:.0f} seconds: does it use $PORT?"
            raise StartError(problem, hung=True)

    def ended(self) -> str:
        """How its first process has ended, in words; empty when it still runs after a moment's waiting."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            return ending(self.process.wait(ENDING_SECONDS))
        return ""

    def stop(self) -> tuple[str, ...]:
        kill_tree(self.process.pid)
        if sys.platform != "win32":
            import signal

            with contextlib.suppress(OSError):
                os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        return ()
