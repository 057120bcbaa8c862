# Lesson 08 by another hand: the checks must accept any correct program, and this one differs wherever it may.
"""API keys: one question before every request, and a file that says who may what."""

import codecs
import hashlib
import logging
import os
import re
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, TypeVar

import msgspec
from flask import Flask, request
from werkzeug.exceptions import Forbidden, Unauthorized

from chassis import settings

HEADER = "X-API-Key"
VARIABLE = "API_KEYS_FILE"
ACCESS = {"GET": "read", "HEAD": "read"}  # whatever else there is, or will be, writes
OPEN = "open_to_everybody"
SENDABLE = re.compile(r"[!-~]+")

View = TypeVar("View", bound=Callable[..., Any])

log = logging.getLogger(__name__)


class Program(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One entry of the file."""

    name: Annotated[str, msgspec.Meta(min_length=1)]
    sha256: Annotated[str, msgspec.Meta(pattern=r"\A[0-9A-Fa-f]{64}\Z")]
    scopes: frozenset[str]


Keys = Mapping[bytes, Program]  # the digest of a key, and whose it is
DECODER = msgspec.json.Decoder(Annotated[list[Program], msgspec.Meta(min_length=1)])


class NoKeys(Exception):
    """What is in the file is no list of programs. The message never quotes the file: somebody may have put a key in."""


# task 1: say that we don't know the caller, and what is asked for (RFC 9110, 15.5.2)


class Challenge(Unauthorized):
    """401, with what a client has to bring."""

    def __init__(self, description: str, realm: str) -> None:
        super().__init__(description)
        self.realm = realm

    def get_headers(self, *arguments: Any, **options: Any) -> list[tuple[str, str]]:
        return [*super().get_headers(*arguments, **options), ("WWW-Authenticate", f'ApiKey realm="{self.realm}"')]


# end task 1


def decode(content: bytes) -> Keys:
    # task 5: the file as it is now, or as it was when it could last be used
    try:
        programs = DECODER.decode(content.removeprefix(codecs.BOM_UTF8))
    except msgspec.ValidationError as error:
        # the place is behind " - at", and an unknown field is somebody's text
        place = str(error).rpartition(" - at ")[2] if " - at " in str(error) else "the top"
        raise NoKeys(f"expected a list of name, sha256 and scopes with one entry at least; wrong at {place}") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise NoKeys("not JSON") from None
    keys = {bytes.fromhex(program.sha256): program for program in programs}
    if len(keys) < len(programs):
        raise NoKeys("two entries have the same sha256")
    return keys


class KeyFile:
    """Reads the file each time it is asked: that costs less than to be wrong about a date."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.one_at_a_time = threading.Lock()
        self.content = path.read_bytes()
        self.keys = decode(self.content)
        self.trouble = ""

    def now(self) -> Keys:
        # reading is inside the lock, or a slow thread could bring back what a quick one has replaced
        with self.one_at_a_time:
            try:
                content = self.path.read_bytes()
                if content != self.content:
                    self.keys = decode(content)
                    self.content = content
                    log.info("%s was read again: keys of %d programs", VARIABLE, len(self.keys))
                self.trouble = ""
            except (OSError, NoKeys) as error:
                if str(error) != self.trouble:
                    self.trouble = str(error)
                    log.error("%s can't be used, the keys of before stay valid: %s", VARIABLE, error)
            return self.keys
        # end task 5


# task 1: no keys, no service


def init_app(app: Flask, realm: str) -> None:
    """Let nobody in without a key, but for the views that are marked as open; raises SettingsError without keys."""
    name = settings.needed(VARIABLE, "the name of a file with a list of keys")
    try:
        file = KeyFile(Path(name).absolute())
    except (OSError, NoKeys) as error:
        raise settings.SettingsError(f"{VARIABLE} is {name!r}, which can't be used: {error}") from error

    def gatekeeper() -> None:
        view = app.view_functions.get(request.endpoint or "")
        if not getattr(view, OPEN, False):
            admit(file, realm)

    app.before_request(gatekeeper)


# end task 1


# task 3: ask every request for its key, whatever it is for


def open_to_everybody(view: View) -> View:
    """Mark a view that asks for no key. It doesn't matter whether this is above or below its route."""
    setattr(view, OPEN, True)
    return view


# end task 3


def admit(file: KeyFile, realm: str) -> None:
    # task 2: a key has one place
    key = request.headers.get(HEADER, "").encode("latin-1")  # its bytes, as they came (PEP 3333)
    # end task 2
    # task 1: who shows no key is nobody
    if not key:
        raise Challenge(f"Only programs with a key are let in; it goes into {HEADER}.", realm)
    # end task 1
    # task 2: a key is known by its hash
    program = file.now().get(hashlib.sha256(key).digest())
    if program is None:
        raise Challenge(f"What came in {HEADER} is nobody's key here.", realm)
    # end task 2
    # task 4: to be known is not to be allowed
    scope = f"{realm}:{ACCESS.get(request.method, 'write')}"
    if scope not in program.scopes:
        raise Forbidden(f"For this a program needs {scope}, which {program.name} hasn't got.")
    # end task 4


def own(variable: str) -> str:
    """The key with which this service calls another one; raises SettingsError, which doesn't quote it."""
    key = os.environ.get(variable, "")
    if SENDABLE.fullmatch(key) is None:
        raise settings.SettingsError(f"{variable} must be set to a key: printable ASCII characters, no blanks")
    return key
