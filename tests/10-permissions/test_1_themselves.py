"""Task 1: users see and change themselves, and nobody else."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.contract import logins
from tests.contract.problems import problem
from tests.contract.tokens import Signer, bearer
from workshop.harness import service_fixture, task
from workshop.harness.reply import Reply
from workshop.harness.service import Service
from workshop.harness.values import Values

users = service_fixture("users")

LEAK = "who gets different answers for somebody and for nobody knows who is there, by trying one id after the other"
OWN = "this is the account of who sent the token: its sub is the id, and it is signed with a key of the key set"
OTHERS = "being signed in says who somebody is, not whom they may see: this is somebody else"


class User(NamedTuple):
    """Somebody who is registered and signed in."""

    id: str
    fields: dict[str, str]
    headers: dict[str, str]

    @property
    def address(self) -> str:
        return f"/users/{self.id}"

    @property
    def shown(self) -> dict[str, str]:
        return self.fields | {"id": self.id}


@pytest.fixture
def register(users: Service, some: Values) -> Callable[[], User]:
    """Register somebody and sign them in: ``ada = register()``."""

    def make() -> User:
        person = logins.register(users, some)
        fields = {"name": person["name"], "email": person["email"]}
        return User(person["id"], fields, bearer(token_of(users, person)))

    return make


def token_of(users: Service, person: dict[str, Any]) -> str:
    """An access token: from POST /login where the service is somebody else's, else signed here, which is quicker."""
    if users.url:
        return str(logins.sign_in(users, person)["access_token"])
    assert users.launched is not None
    pem = Path(users.launched.env["JWT_PRIVATE_KEY_FILE"]).read_text()
    because = "by the key set others verify tokens, so it is open to all"
    reply = users.get("/.well-known/jwks.json").expect(200, because=because)
    users.conversation.forget(reply.request)
    [key] = reply.json["keys"]
    return Signer(kid=key["kid"], pem=pem).token(person["id"])


@task(1)
def test_somebody_else(users, register):
    """GET /users/{id} shows somebody to themselves; to others it is 404, as if nobody had this id."""
    ada, bob = register(), register()
    for one, other in ((ada, bob), (bob, ada)):
        users.get(one.address, headers=one.headers).expect(200, json=one.shown, because=OWN)
        reply = users.get(other.address, headers=one.headers)
        problem(reply, 404, because=OTHERS)
        if other.fields["email"] in reply.text:
            reply.unmet("nothing about somebody else", OTHERS)


@task(1)
def test_somebody_else_and_nobody(users, register, some):
    """Whatever is asked about somebody else, the answer is the same as about nobody, and nothing has changed."""
    ada, bob, gone = register(), register(), register()
    users.delete(gone.address, headers=gone.headers).expect(204)
    new = some.user()
    users.put(ada.address, json=new, headers=ada.headers).expect(200, json=new, because=OWN)
    asked: list[tuple[str, dict[str, Any]]] = [
        ("GET", {}),
        ("HEAD", {}),
        ("PUT", {"json": some.user()}),
        ("PUT", {"json": some.user(email=bob.fields["email"])}),
        ("PUT", {"json": some.user(email=some.word())}),
        ("PUT", {"json": []}),
        ("PUT", {"body": b"{", "content_type": "application/json"}),
        ("PUT", {"body": b"{}", "content_type": "text/plain"}),
        ("PATCH", {"json": {"name": some.name()}}),
        ("DELETE", {}),
    ]
    for method, options in asked:
        nobody = users.request(method, gone.address, headers=ada.headers, **options)
        if method in ("GET", "HEAD", "DELETE") or options.get("json") == asked[2][1]["json"]:
            nobody.expect(404, because="nobody has this id any more")
        somebody = users.request(method, bob.address, headers=ada.headers, **options)
        somebody.expect(nobody.status, because=LEAK)
        if (said := without_id(somebody, bob.id)) != (wanted := without_id(nobody, gone.id)):
            somebody.unmet(f"the same answer as for nobody: {wanted}", LEAK, said)
    users.get(bob.address, headers=bob.headers).expect(200, json=bob.shown, because="nothing may have changed")


def without_id(reply: Reply, user_id: str) -> str:
    """The body of a reply, less what differs from one request to the next."""
    if not reply.text:
        return ""
    document = {name: value for name, value in reply.json.items() if name != "request_id"}
    for name in ("detail", "instance"):
        if isinstance(document.get(name), str):
            document[name] = re.sub(rf"\b{re.escape(user_id)}\b", "…", document[name])
    return json.dumps(document, ensure_ascii=False, sort_keys=True)


@task(1)
def test_the_list(users, register):
    """GET /users lists whoever asks, and nobody else."""
    ada, bob = register(), register()
    for one in (ada, bob):
        because = "the list shows names and addresses, too: who may not see somebody may not see them here"
        users.get("/users", headers=one.headers).expect(200, json=[one.shown], because=because)


@task(1)
def test_nobody_without_a_token(users, register):
    """Every route that isn't open to all answers 401 without a token; registering and signing in are open."""
    ada = register()
    because = "a route that nobody thought of must be closed: closed is what isn't named as open"
    for method, path in [*users.routes(), ("GET", ada.address), ("PUT", ada.address), ("DELETE", ada.address)]:
        reply = users.request(method, path, **({"json": {"name": ""}} if method == "PUT" else {}))
        problem(reply, 401, because=because)
        if not (reply.headers.get("WWW-Authenticate") or "").lower().startswith("bearer"):
            reply.unmet("WWW-Authenticate: Bearer …", "401 says how to do better (RFC 9110)")
    users.get(ada.address, headers=ada.headers).expect(200, json=ada.shown, because="nothing may have changed")
    because = "who has no token yet must be able to get one, and to verify those of others"
    users.get("/.well-known/jwks.json").expect(200, because=because)
    users.post("/login", json={}).expect(400, 422, because=because)
    users.post("/refresh", json={}).expect(400, 422, because=because)
    users.get("/health").expect(200, because=because)


@task(1)
def test_oneself(users, register, some):
    """Somebody changes themselves, but not to an address that is taken; once they are deleted they see nobody."""
    ada, bob = register(), register()
    taken = some.user(email=bob.fields["email"])
    users.put(ada.address, json=taken, headers=ada.headers).expect(409, because="the address says who somebody is")
    new = some.user()
    users.put(ada.address, json=new, headers=ada.headers).expect(200, json=new, because=OWN)
    users.get("/users/me", headers=ada.headers).expect(200, json=new, because=OWN)
    users.delete(ada.address, headers=ada.headers).expect(204)
    because = "the token is good for some minutes yet, and there is nobody any more whom it could show"
    users.get(ada.address, headers=ada.headers).expect(401, 404, because=because)
    users.delete(ada.address, headers=ada.headers).expect(401, 404, because=because)
    users.get("/users/me", headers=ada.headers).expect(401, 404, because=because)
    listed = users.get("/users", headers=ada.headers).expect(200, 401, because=because)
    if listed.status == 200:
        listed.expect(json=[], because=because)
    users.get(bob.address, headers=bob.headers).expect(200, json=bob.shown, because="bob is there still")


@task(1)
def test_somebody_by_word(users, register, some):
    """Who somebody is comes from the token alone: no name, field, header or parameter says it."""
    ada, bob = register(), register()
    for name in ("admin", "root", "Librarian"):
        fields = some.user(name=name)
        users.put(ada.address, json=fields, headers=ada.headers).expect(200, because=OWN)
        because = "a name is what somebody calls themselves, so being called admin opens nothing"
        users.get(bob.address, headers=ada.headers).expect(404, because=because)
        users.get("/users", headers=ada.headers).expect(200, json=[fields | {"id": ada.id}], because=because)
    names = ("X-User", "X-User-Id", "X-User-ID", "X-Forwarded-User", "X-Admin", "X-Original-URL")
    words = ada.headers | dict.fromkeys(names, bob.id)
    query = dict.fromkeys(("user_id", "id", "user", "sub"), bob.id)
    because = "a header or a parameter says whatever the client likes; the token is signed"
    users.get(bob.address, headers=words, params=query).expect(404, because=because)
    listed = users.get("/users", headers=words, params=query).expect(200, 400, because=because)
    if listed.status == 200:
        listed.expect(json=[fields | {"id": ada.id}], because=because)
    users.delete(bob.address, headers=words, params=query).expect(404, because=because)
    users.get(bob.address, headers=bob.headers).expect(200, json=bob.shown, because="nothing may have changed")
