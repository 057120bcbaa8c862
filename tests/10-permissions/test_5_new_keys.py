"""Task 5: the keys of users change while it runs, and nobody notices."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jwt
import pytest

from tests.contract import logins
from tests.contract.tokens import Signer, bearer
from workshop.harness import any_order, harder, service_fixture, task
from workshop.harness.reply import Unmet
from workshop.harness.service import Service
from workshop.harness.values import Values

users = service_fixture("users")

KEY_SET = "/.well-known/jwks.json"


class KeyFile:
    """The file of private keys: ``keys.hold(new, old)`` puts these in place of those that were in it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def hold(self, *signers: Signer) -> None:
        self.write("\n".join(signer.private_pem for signer in signers))

    def write(self, text: str) -> None:
        """Replace the file by another one, so that nobody sees half of it."""
        self.prepared(text).replace(self.path)

    def prepared(self, text: str) -> Path:
        """Another file, beside it."""
        other = self.path.with_suffix(".new")
        other.write_text(text, encoding="utf-8")
        return other


@pytest.fixture
def keys(users: Service, tmp_path: Path) -> KeyFile:
    """The file that users has its keys from."""
    if users.url:
        pytest.skip("needs control of the service's keys")
    file = KeyFile(tmp_path / "keys.pem")
    users.given["JWT_PRIVATE_KEY_FILE"] = str(file.path)
    return file


@pytest.fixture
def ada(users: Service, some: Values) -> Callable[[], str]:
    """Somebody who logs in when they are called, and has an access token then: ``token = ada()``."""
    registered: list[dict[str, Any]] = []

    def sign_in() -> str:
        if not registered:
            registered.append(logins.register(users, some))
        return str(logins.sign_in(users, registered[0])["access_token"])

    return sign_in


def published(users: Service) -> dict[tuple[str, str], str]:
    """The public keys in the key set, by their coordinates: the name of each."""
    return {(key["x"], key["y"]): key["kid"] for key in users.get(KEY_SET).expect(200).json["keys"]}


def public(*signers: Signer) -> set[tuple[str, str]]:
    """The coordinates of their public keys."""
    return {(signer.jwk["x"], signer.jwk["y"]) for signer in signers}


@task(5)
def test_a_key_is_added(users, keys, ada, until):
    """A key that is added to the file is published soon, without a restart; the first one goes on signing."""
    old, new = Signer(), Signer()
    keys.hold(old)
    ada()
    keys.hold(old, new)
    because = "the others keep what they know for some minutes: a key is published before it signs"
    until(lambda: published(users).keys() == public(old, new), "both keys in the key set", because)
    if not logins.signed_by(ada(), old):
        raise Unmet("a token signed with the first key in the file", "one signed with another", because)


@task(5)
def test_a_new_key_signs(users, keys, ada, until):
    """Once another key is the first in the file it signs, without a restart; tokens of the old one are good still."""
    old, new = Signer(), Signer()
    keys.hold(old, new)
    before = ada()
    keys.hold(new, old)
    because = "JWT_PRIVATE_KEY_FILE is read again when it changes: a restart would be felt by everybody"
    until(lambda: logins.signed_by(ada(), new), "tokens signed with the key that is first now", because)
    after = ada()
    logins.me(users, after).expect(200, because="what was signed just now is good")
    because = "its key is in the file still: whoever was signed in stays signed in"
    logins.me(users, before).expect(200, because=because)
    names = published(users)
    for signer, token in ((old, before), (new, after)):
        kid = jwt.get_unverified_header(token)["kid"]
        if names.get(*public(signer)) != kid:
            because = "by its name others have found the key before, and must find it still"
            raise Unmet(f"the key that signed as {kid!r} in the key set, under that name", str(names), because)


@task(5)
def test_an_old_key_is_gone(users, keys, ada, until):
    """A key that isn't in the file any more is published no longer, and what it has signed is refused: 401."""
    old, new = Signer(), Signer()
    keys.hold(old, new)
    before = ada()
    logins.me(users, before).expect(200)
    keys.hold(new)
    because = "a key is taken out when somebody may have stolen it, and then each minute counts"
    until(lambda: published(users).keys() == public(new), "only the key that is in the file", because)
    logins.me(users, before).expect(401, because=because)
    logins.me(users, ada()).expect(200, because="the other key is there, and signs")


@task(5)
def test_a_file_that_cant_be_read(users, keys, ada, until):
    """While the file is broken, empty or gone, the keys from before are used; when it is back, those that are in it."""
    first, second, third = Signer(), Signer(), Signer()
    keys.hold(first, second)
    token = ada()
    half = second.private_pem[: len(second.private_pem) // 2]
    because = "somebody's slip with a file must not sign everybody out: what was read last is good still"
    both = [{"x": signer.jwk["x"]} for signer in (first, second)]
    for spoil in (
        lambda: keys.write(half),
        lambda: keys.write(first.private_pem + half),
        lambda: keys.write(""),
        keys.path.unlink,
    ):
        spoil()
        for _ in range(2):
            logins.me(users, token).expect(200, because=because)
            users.get(KEY_SET).expect(200, json={"keys": any_order(both)}, because=because)
        ada()
    keys.hold(third, first)
    because = "the file is good again"
    until(lambda: published(users).keys() == public(third, first), "both keys in the key set", because)
    logins.me(users, token).expect(200, because="its key is in the file")


@task(5)
def test_movies_and_users(movies, keys, ada, some, until):
    """While the keys of users change, whoever is signed in there can add movies, with a new token and an old one."""
    old, new = Signer(), Signer()
    keys.hold(old)
    before = ada()
    movies.start(env={"JWKS_PAUSE": "0.0001"})

    def adding(token):
        return movies.post("/movies", json=some.movie(), headers=bearer(token))

    because = "movies knows users by its key set, and needs nothing else of it"
    adding(before).expect(201, because=because)
    keys.hold(new, old)
    because = "movies meets a name that it doesn't know, and looks at users"
    until(lambda: logins.signed_by(ada(), new), "tokens signed with the key that is first now", "the file has changed")
    until(lambda: adding(ada()).status == 201, "201 Created for a token of the new key", because)
    adding(before).expect(201, because="its key is published still")


@harder(5)
def test_a_file_as_old_as_the_last(users, keys, ada, until):
    """New keys are used even if their file says that it is as old as the one before, and is as long."""
    keys.hold(Signer())
    ada()
    because = "mv and cp -p keep the time of a file; that other keys are in it can be seen all the same"
    for put in (
        shutil.move,
        shutil.copy2,
    ):  # mv puts another file there, cp -p writes into this one
        new = Signer()
        times = keys.path.stat()
        prepared = keys.prepared(new.private_pem)
        os.utime(prepared, ns=(times.st_atime_ns, times.st_mtime_ns))
        put(prepared, keys.path)
        until(lambda new=new: published(users).keys() == public(new), "the key that is in the file now", because)
