"""The users of the library who are also its clients: they log in, and from lesson 10 on see nobody but themselves."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Mapping

from urllib3 import BaseHTTPResponse
from urllib3.exceptions import HTTPError

from workshop.demo.client import Client
from workshop.demo.things import RUN, TOO_MANY, Body, Things, Written

ADA = {"name": "Ada Lovelace", "email": "ada@example.org"}
PASSWORD = "development-password"
LOGGED_IN = 3  # logins that stay
MOST_LOGINS = 20


def somebody(number: int) -> Body:
    """Who registers before there are passwords."""
    return {"name": "Somebody", "email": f"load-{RUN}-{number}@example.org"}


def with_password(number: int) -> Body:
    return somebody(number) | {"password": f"{RUN} is a long password"}


class Logins:
    """Ada's logins with the user service at `address`: the newest is what she shows, the oldest are ended."""

    def __init__(self, client: Client, address: str) -> None:
        self.client = client
        self.address = address
        self.bearer: dict[str, str] = {}
        self.tokens: deque[str] = deque()  # for refreshing, oldest first
        self.lock = threading.Lock()

    def headers(self) -> Mapping[str, str]:
        """What shows who she is; she logs in for that if she never has."""
        with self.lock:
            if not self.bearer:
                self.log_in()
        return self.bearer

    def me(self) -> BaseHTTPResponse:
        return self.client.ask("GET", f"{self.address}/users/me", self.headers())

    def keys(self) -> BaseHTTPResponse:
        return self.client.ask("GET", f"{self.address}/.well-known/jwks.json")

    def log_in(self) -> BaseHTTPResponse | None:
        if len(self.tokens) >= MOST_LOGINS:
            return None
        return self._signed_in(self.log_in_as({"email": ADA["email"], "password": PASSWORD}))

    def log_in_as(self, account: Body) -> BaseHTTPResponse:
        return self.client.ask("POST", f"{self.address}/login", body=account)

    def refresh(self) -> BaseHTTPResponse | None:
        """Take the oldest token for a new one. One whose reply never comes is not tried again: it may be spent."""
        token = self._oldest(0)
        return self._signed_in(self._send("/refresh", token)) if token else None

    def log_out(self) -> BaseHTTPResponse | None:
        token = self._oldest(LOGGED_IN)
        return self._send("/logout", token) if token else None

    def _oldest(self, stay: int) -> str | None:
        with self.lock:
            return self.tokens.popleft() if len(self.tokens) > stay else None

    def _send(self, path: str, token: str) -> BaseHTTPResponse:
        return self.client.ask("POST", self.address + path, body={"refresh_token": token})

    def _signed_in(self, reply: BaseHTTPResponse) -> BaseHTTPResponse:
        if reply.status == 200:
            answer = reply.json()
            self.bearer = {"Authorization": f"Bearer {answer['access_token']}"}
            self.tokens.append(answer["refresh_token"])
        return reply


class Accounts(Things):
    """Users who see and change themselves only, so that nobody can look for them but by logging in as them."""

    gone = 401

    def __init__(self, client: Client, address: str, logins: Logins, kept: int, pause: float) -> None:
        super().__init__(client, address, "/users", with_password, logins.headers, kept, pause=pause)
        self.logins = logins

    def replace(self) -> BaseHTTPResponse | None:
        """Ada changes herself."""
        return self.with_one(lambda path: self.ask("PUT", path, ADA))

    def _delete(self, written: Written) -> BaseHTTPResponse:
        login = self._log_in(written)
        if login.status != 200:
            return login
        bearer = {"Authorization": f"Bearer {login.json()['access_token']}"}
        return self.client.ask("DELETE", self.address + written.path, bearer)

    def _problem(self, written: Written) -> str:
        try:
            login = self._log_in(written)
        except HTTPError as error:
            return f"no answer ({type(error).__name__})"
        return "" if login.status in (200, TOO_MANY) else str(login.status)

    def _log_in(self, written: Written) -> BaseHTTPResponse:
        return self.logins.log_in_as({name: written.sent[name] for name in ("email", "password")})
