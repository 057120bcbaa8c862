"""What the checks of this lesson share: people who are signed in, and how a refusal looks.

To movies the user service is a stand-in that the check plays. Where users itself is looked at, the file has a fixture
of that name.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from tests.contract.problems import problem
from tests.contract.tokens import Signer, bearer
from workshop.harness import service_fixture, upstream_fixture
from workshop.harness.expected import abridged
from workshop.harness.http import status_line
from workshop.harness.record import Conversation
from workshop.harness.reply import Reply, Unmet
from workshop.harness.service import Service
from workshop.harness.upstream import Upstream
from workshop.harness.values import Values
from workshop.serve import waiting

users = upstream_fixture("users")
movies = service_fixture("movies")

SOON = 3  # seconds


class Person(NamedTuple):
    """Somebody who is signed in: their id, and the header that shows it."""

    id: str
    headers: dict[str, str]


@pytest.fixture
def signer(users: Upstream, movies: Service) -> Signer:
    """Who signs access tokens: its public key is in the key set that movies gets from users."""
    if movies.url:
        pytest.skip("needs a user service that the check plays")
    made = Signer()
    users.publishes([made.jwk])
    return made


@pytest.fixture
def somebody(signer: Signer, some: Values) -> Callable[..., Person]:
    """Sign somebody in: ``ada = somebody()``."""

    def sign_in(user_id: str = "") -> Person:
        user_id = user_id or some.missing_id()
        return Person(user_id, bearer(signer.token(user_id)))

    return sign_in


@pytest.fixture
def refused() -> Callable[..., None]:
    """Require that a reply is 401, with a challenge: ``refused(reply, because="…", error="invalid_token")``."""

    def require(reply: Reply, because: str, error: str = "") -> None:
        problem(reply, 401, because=because)
        challenge = reply.headers.get("WWW-Authenticate") or ""
        if not challenge.lower().startswith("bearer") or error not in challenge:
            wanted = f'WWW-Authenticate: Bearer … error="{error}"' if error else "WWW-Authenticate: Bearer …"
            reason = "401 says how to do better (RFC 9110), and RFC 6750 has the words for it"
            reply.unmet(wanted, reason, f"{reply.shown} (WWW-Authenticate: {challenge or 'none'})")

    return require


@pytest.fixture
def added(movies: Service, some: Values) -> Callable[..., dict[str, Any]]:
    """Let somebody add a movie: ``film = added(ada)``."""

    def add(person: Person, **changes: Any) -> dict[str, Any]:
        film = some.movie(**changes)
        because = "somebody who is signed in may add a movie"
        reply = movies.post("/movies", json=film, headers=person.headers).expect(201, json=film, because=because)
        made: dict[str, Any] = reply.json
        return made

    return add


@pytest.fixture
def until(conversation: Conversation) -> Callable[..., None]:
    """Ask again and again until a condition holds: ``until(lambda: …, "what is expected", because)``.

    When it never does, what is shown is the last reply.
    """

    def ask(condition: Callable[[], object], expected: str, because: str) -> None:
        before = len(conversation.sent)

        def holds() -> object:
            for request in conversation.sent[before:]:
                conversation.forget(request)
            return condition()

        if not waiting.until(holds, SOON):
            last = conversation.exchanges[-1]
            shown = f"{status_line(last.status or 0)}  {abridged(last.reply or '')}".rstrip()
            raise Unmet(expected, f"after {SOON} seconds still {shown}", because, conversation.sent[-1])

    return ask
