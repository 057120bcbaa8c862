"""What worked before works still, as far as somebody does it to themselves; this earns nothing."""

from tests.contract import logins
from tests.contract.given import stays
from tests.contract.tokens import bearer
from workshop.harness import guard, service_fixture

users = service_fixture("users")


@guard
def test_what_was_given_to_users(users):
    """GET /health says that the process is up, and GET /openapi.json answers with the service's document."""
    stays(users, "/users/{id}")


@guard
def test_somebody_signs_in(users, some):
    """Somebody registers, logs in, sees themselves, refreshes, changes themselves and logs out."""
    person = logins.register(users, some)
    first = logins.sign_in(users, person)
    logins.me(users, first["access_token"]).expect(200, json=logins.shown(person))
    tokens = logins.refresh(users, first["refresh_token"]).expect(200, json=logins.TOKENS).json
    headers, address = bearer(tokens["access_token"]), f"/users/{person['id']}"
    users.get(address, headers=headers).expect(200, json=logins.shown(person))
    changed = some.user()
    users.put(address, json=changed, headers=headers).expect(200, json=changed)
    users.post("/logout", json={"refresh_token": tokens["refresh_token"]}).expect(204)
    logins.refresh(users, tokens["refresh_token"]).expect(401, because="who has logged out is logged out")
    users.delete(address, headers=headers).expect(204)
