"""Which program is calling: it shows an API key. What is kept here is the hash of each key, and never a key."""

import hashlib
import json
import os
import re
import threading
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, abort, current_app, request
from marshmallow import Schema, ValidationError, fields, validate
from werkzeug import Response
from werkzeug.exceptions import Forbidden, Unauthorized

from chassis import problems, settings

HEADER = "X-API-Key"
READS = ("GET", "HEAD")
KEY = re.compile(r"[!-~]+")  # what a header can carry as it is: printable, without blanks


@dataclass(frozen=True)
class Program:
    """A program that has a key, and what it may do with it: books:read, books:write."""

    name: str
    scopes: frozenset[str]


Programs = dict[str, Program]  # by the SHA-256 of their keys, in hexadecimal digits


class Entry(Schema):
    """One entry in the list of keys."""

    name = fields.String(required=True)
    sha256 = fields.String(required=True, validate=validate.Regexp(r"[0-9a-f]{64}\Z"))
    scopes = fields.List(fields.String(), required=True)


ENTRIES = Entry(many=True)


def programs_in(content: bytes) -> Programs:
    """The programs in a list of keys, which is JSON; raises ValueError when it is none, or has nobody in it.

    The error says nothing that stands in the list: somebody may have put a key there.
    """
    try:
        entries = ENTRIES.load(json.loads(content))
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    except ValidationError:
        raise ValueError("expected a list of entries: name, sha256 (64 of 0-9a-f), scopes, and nothing else") from None
    programs = {entry["sha256"]: Program(entry["name"], frozenset(entry["scopes"])) for entry in entries}
    if not programs:
        raise ValueError("there are no keys in it")
    if len(programs) < len(entries):
        raise ValueError("the same sha256 is in it twice")
    return programs


class KnownKeys:
    """The keys that a service knows: those in the file that API_KEYS_FILE names."""

    def __init__(self, service: str) -> None:
        """Read the file; raises SettingsError when there are no keys to be had from it."""
        self.service = service
        self.lock = threading.Lock()
        self.content: bytes | None = None  # of the file, when it was last looked at; None where it couldn't be read
        self.path = Path(settings.needed("API_KEYS_FILE", "a file with the keys of those who may call"))
        try:
            self.content = self.path.read_bytes()
            self.known = programs_in(self.content)
        except (OSError, ValueError) as error:
            raise settings.SettingsError(f"API_KEYS_FILE is {self.path}: {error}") from error

    def programs(self) -> Programs:
        """Who is in the file."""
        with self.lock:
            content = None
            try:
                content = self.path.read_bytes()
                if content != self.content:
                    self.known = programs_in(content)
            except (OSError, ValueError) as error:
                if content != self.content:
                    current_app.logger.error("API_KEYS_FILE: the keys known before stay in use, because %s", error)
            self.content = content
            return self.known

    def program(self, key: str) -> Program | None:
        """Whose key this is; None when it is nobody's."""
        digest = hashlib.sha256(key.encode("latin-1")).hexdigest()  # Latin-1: the bytes that came (PEP 3333)
        return self.programs().get(digest)


def init_app(app: Flask, service: str, public: Collection[str] = ()) -> None:
    """Close the app to everybody who has no key, but for the endpoints in `public`; raises SettingsError."""
    app.extensions["api_keys"] = KnownKeys(service)

    @app.before_request
    def ask() -> None:
        if request.endpoint not in public:
            authorize()


def authorize() -> None:
    """Go on with the request only for a program that may do this; any other gets 401 or 403."""
    service = known_keys().service
    program = caller()
    if program is None:
        abort(unknown(service))
    scope = f"{service}:read" if request.method in READS else f"{service}:write"
    if scope not in program.scopes:
        raise Forbidden(f"The key that came with this request lacks the scope {scope}.")


def caller() -> Program | None:
    """The program that sent the request which is being answered; None when that is anybody."""
    key = shown()
    return known_keys().program(key) if key else None


def shown() -> str | None:
    """The key that came with the request, if one came."""
    return request.headers.get(HEADER)


def unknown(service: str) -> Response:
    """The answer to who isn't known."""
    response = problems.answer(Unauthorized(f"A key that is known here is needed, in {HEADER}."))
    response.headers["WWW-Authenticate"] = f'ApiKey realm="{service}"'
    return response


def known_keys() -> KnownKeys:
    """The keys that are known to the application which is answering this request."""
    keys: KnownKeys = current_app.extensions["api_keys"]
    return keys


def own(variable: str) -> str:
    """The key, in this variable, with which we call another service; raises SettingsError, which doesn't tell it."""
    key = os.environ.get(variable, "")
    if not KEY.fullmatch(key):
        raise settings.SettingsError(f"{variable} holds no key: expected printable characters without blanks")
    return key
