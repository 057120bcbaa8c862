"""Task 6: a refresh token is good for one refresh, and can be taken back."""

import re

from tests.contract.logins import SIGNED_IN, TOKENS, me, passphrase, refresh, shown, sign_in
from workshop.harness import task
from workshop.harness.reply import Unmet


def renewed(users, tokens, because=SIGNED_IN):
    """Refresh with the refresh token among these; gives the new tokens."""
    return refresh(users, tokens["refresh_token"]).expect(200, json=TOKENS, because=because).json


def ended(users, tokens, because):
    """Require that the refresh token among these is good for nothing."""
    refresh(users, tokens["refresh_token"]).expect(401, because=because)


def log_out(users, token):
    """The reply to a logout with this refresh token."""
    return users.post("/logout", json={"refresh_token": token})


@task(6)
def test_refreshing(users, signed_in):
    """POST /refresh answers new tokens for a refresh token, also after a restart; the new ones are good in turn."""
    person, first = signed_in()
    users.restart()
    because = "a restart logs nobody out, and the next process answers as this one does: logins belong in the database"
    second = renewed(users, first, because)
    me(users, second["access_token"]).expect(200, json=shown(person))
    third = renewed(users, second, "what came from a refresh can be refreshed in turn")
    me(users, third["access_token"]).expect(200, json=shown(person))
    if len({tokens["refresh_token"] for tokens in (first, second, third)}) < 3:
        because = "only a token that is used once shows, when it comes again, that two people have it"
        raise Unmet("a new refresh token with each refresh", "the same one again", because)


@task(6)
def test_a_used_token(users, signed_in):
    """A refresh token that is used again answers 401, and with it all end that came from the same login."""
    person, first = signed_in()
    elsewhere = sign_in(users, person)
    last = renewed(users, renewed(users, first))
    ended(users, first, "it is spent: one refresh is all that a refresh token is good for, however long ago")
    because = "two people had that token, and one is a thief: nobody knows which, so both must show the password again"
    ended(users, last, because)
    renewed(users, elsewhere, "this is another login, on another device, and nothing has happened to it")


@task(6)
def test_two_at_once(users, signed_in, meeting):
    """Of two refreshes with one token at the same moment at most one succeeds."""
    _, tokens = signed_in()
    tokens = renewed(users, tokens)
    because = "the token was good for one refresh, and one of them has had it, or neither"
    replies = meeting(2, "POST", "/refresh", json={"refresh_token": tokens["refresh_token"]})
    good = [reply for reply in replies if reply.expect(200, 401, because=because).status == 200]
    if len(good) > 1:
        because = "between the look and the change somebody else looks, too: let the database do both in one statement"
        good[0].unmet("at most one 200", because, "200 OK for both")


@task(6)
def test_a_login_ends(users, signed_in):
    """After REFRESH_TTL seconds a refresh token answers 401."""
    _, tokens = signed_in()
    renewed(users, tokens)
    users.start(env={"REFRESH_TTL": "0.0001"})
    _, tokens = signed_in()
    ended(users, tokens, "REFRESH_TTL was 0.0001 seconds, and they are over: proof with an end has one")


@task(6)
def test_logging_out(users, signed_in, some):
    """POST /logout answers 204, and the refresh token is good for nothing; of unknown tokens it tells nothing."""
    person, tokens = signed_in()
    elsewhere = sign_in(users, person)
    tokens = renewed(users, tokens)
    log_out(users, tokens["refresh_token"]).expect(204, because="it is done, and there is nothing to say about it")
    ended(users, tokens, "who logs out on a borrowed computer leaves nothing there that is good for thirty days")
    for token in (tokens["refresh_token"], tokens["access_token"], some.word(), f"{some.word()}.{some.word()}"):
        because = (
            "nobody is logged in with this now, and that is what was asked for; whether it was ever good isn't told"
        )
        log_out(users, token).expect(204, because=because)
    renewed(users, elsewhere, "this is another login, on another device, and nobody has logged out there")


@task(6)
def test_what_ends_all_logins(users, signed_in, some):
    """When the password changes, or the user is deleted, all their logins end; with a new name none does."""
    (person, tokens), (_, others) = signed_in(), signed_in()
    elsewhere = sign_in(users, person)
    address = f"/users/{person['id']}"
    changed = {"name": some.name(), "email": person["email"]}
    users.put(address, json=changed).expect(200)
    tokens = renewed(users, tokens, "the name has changed, and the password has not")
    new = passphrase(some)
    users.put(address, json=changed | {"password": new}).expect(200)
    for each in (tokens, elsewhere):
        ended(users, each, "people change a password because somebody else has it, who is to be out then")
    tokens = renewed(users, sign_in(users, person | {"password": new}), "somebody has logged in with the new password")
    users.delete(address).expect(204, because="somebody who has logged in can be deleted like others")
    ended(users, tokens, "there is nobody any more whom a new access token could stand for")
    renewed(users, others, "this is somebody else's")


@task(6)
def test_what_is_no_refresh_token(users, signed_in, some):
    """What is no refresh token is refused, with 401 or 400; an access token is none."""
    _, tokens = signed_in()
    renewed(users, tokens)
    _, tokens = signed_in()
    because = "an access token is shown to every service; if it could be refreshed it would have no end"
    refresh(users, tokens["access_token"]).expect(400, 401, because=because)
    head, tail = tokens["refresh_token"][:-4], tokens["refresh_token"][-4:]
    for token in (
        some.word(),
        "",
        "\0",
        f"{head}\0",
        "\ud83d",
        f"{head}\ud83d",
        "é",
        "." * 9,
        some.word() * 9_000,
        tail,
    ):
        because = "this is no token, and a client may send anything; 500 would say that we are broken"
        refresh(users, token).expect(400, 401, 413, 422, because=because)
    for body in (
        None,
        [],
        {},
        {"refresh_token": None},
        {"refresh_token": some.integer(1, 9)},
        {"refresh_token": [tail]},
    ):
        users.post("/refresh", json=body).expect(400, 401, 422, because=because)
        users.post("/logout", json=body).expect(204, 400, 401, 422, because=because)


@task(6)
def test_refresh_tokens_are_nowhere_said(users, signed_in, stored, unsaid, some):
    """Neither the database nor the log has a refresh token."""
    _, first = signed_in()
    second = renewed(users, first)
    tokens = [first["refresh_token"], second["refresh_token"]]
    everything = "\n".join(text for row in stored() for text in row)
    for token in tokens:
        parts = [part for part in re.split(r"[^\w-]+", token) if len(part) > 8]
        if all(part in everything for part in parts) or token.encode().hex() in everything:
            because = "who can read the database could go on as anybody; keep a hash, as of an API key (lesson 8)"
            raise Unmet("no refresh token in the database", f"{token} is in it, whole", because)
    replies = [refresh(users, first["refresh_token"]).expect(401)]
    users.database.drop_tables()
    crashed = {"X-Request-ID": some.missing_id()}
    body = {"refresh_token": tokens[1]}
    because = "the check has taken the tables away: whoever doesn't miss them has the logins elsewhere"
    replies.append(users.post("/refresh", json=body, headers=crashed).expect(500, 503, because=because))
    replies.append(users.post("/logout", json=body).expect(500, 503, because=because))
    because = "a crash leaves a line in the log, with the request's id (lesson 7)"
    users.wait_for_log(lambda lines: any(crashed["X-Request-ID"] in line for line in lines), because)
    unsaid(tokens, replies, "who reads the log could go on as this user, for thirty days")
