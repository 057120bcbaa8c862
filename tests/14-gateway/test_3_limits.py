"""Task 3: how often, how much and how long."""

import time

from tests.contract.problems import problem
from workshop.harness import harder, task
from workshop.harness.reply import Unmet
from workshop.serve.waiting import until

DEAD = (502, 503, 504)
RATE, BURST = 20, 40
SLACK = 10
MANY = 150  # requests at once, of which 40 to 60 or so may pass
FLOOD = "this client asks far more often than 20 times a second, 40 at once"


def flood(caller, headers=dict):
    """Many requests at the same moment, each with what `headers` gives, and those replies that refuse."""
    asked = [("GET", "/movies", {"headers": headers()}) for _ in range(MANY)]
    replies = caller.together(asked, seconds=20)
    return replies, [reply for reply in replies if reply.status == 429]


def is_refused(replies, refused):
    """Require that some of these replies are 429, with all that belongs to it, and that the others are good."""
    if not refused:
        other = next((reply for reply in replies if reply.status != 200), replies[0])
        served = sum(reply.status == 200 for reply in replies)
        got = f"{served} of {MANY} requests answered with 200"
        other.unmet("429 Too Many Requests", FLOOD, got if other.status == 200 else f"{got}; {other.shown}")
    for reply in replies:
        reply.expect(200, 429, because="too many are refused with 429; whoever gets 503 believes that we are broken")


@task(3)
def test_a_flood(gateway):
    """Who asks far too often is refused with 429, a problem detail with Retry-After."""
    gateway.start()
    began = time.monotonic()
    replies, refused = flood(gateway)
    may_pass = 1 + BURST + RATE * (time.monotonic() - began) + SLACK
    is_refused(replies, refused)
    if len(replies) - len(refused) > may_pass:
        got = f"{len(replies) - len(refused)} of {MANY} requests at once answered with 200"
        refused[0].unmet(f"no more than {may_pass:.0f} of them to pass, all the others 429", FLOOD, got)
    problem(refused[0], 429)
    after = refused[0].headers.get("Retry-After", "no such header")
    if not after.isdecimal() or not 1 <= int(after) <= 60:
        because = "who isn't told when to come again comes again at once"
        refused[0].unmet("Retry-After: a number of seconds, at least 1", because, after)


@task(3)
def test_who_comes_again(gateway):
    """After a while who was refused is served again."""
    replies, refused = flood(gateway)
    is_refused(replies, refused)
    if not until(lambda: gateway.get("/movies").status == 200 or time.sleep(0.3), 10):
        gateway.get("/movies").expect(200, because="it is a limit of how often, and no ban")


@task(3)
def test_who_asks_as_people_do(gateway):
    """40 requests at the same moment, as a page with pictures sends them, are served, and at once."""
    gateway.start()
    replies = gateway.together([("GET", "/movies", {})] * 40)
    because = "a limit is there for those who ask too often, and not for everybody"
    for reply in replies:
        reply.expect(200, because=because)
    # queued at 20 a second, half of them would wait for a second
    sorted(replies, key=lambda reply: reply.seconds)[20].expect(within=0.7, because=because)


@task(3)
def test_an_address_that_is_made_up(gateway, some):
    """A made-up X-Forwarded-For (X-Real-IP, Forwarded) doesn't lead around the limit."""

    def made_up():
        address = f"198.51.{some.integer(1, 250)}.{some.integer(1, 250)}"
        return {"X-Forwarded-For": address, "X-Real-IP": address, "Forwarded": f"for={address}"}

    replies, refused = flood(gateway, made_up)
    if not refused:
        because = "who writes the header chooses under which address they are counted"
        got = f"{sum(reply.status == 200 for reply in replies)} of {MANY} requests answered with 200"
        replies[0].unmet("429 Too Many Requests, though each request bears another address", because, got)


@task(3)
def test_somebody_else(gateway):
    """Each client is counted for itself: while one is refused, another is served."""
    gateway.neighbour.get("/movies").expect(200)
    replies, refused = flood(gateway)
    is_refused(replies, refused)
    because = "this one hasn't asked too often; with one count for all, one client shuts everybody out"
    for reply in gateway.neighbour.together([("GET", "/movies", {})] * 35):
        reply.expect(200, because=because)


@task(3)
def test_a_large_body(gateway, rooms):
    """A body of more than 1 MB is refused with 413, a problem detail, and goes to nobody."""
    gateway.post("/movies", body=b"x" * 900_000, content_type="text/plain").expect(200)
    rooms["movies"].forget()
    reply = gateway.post("/movies", body=b"x" * 1_200_000, content_type="text/plain")
    problem(reply, 413, because="nothing of ours is that large, and memory and time for it would be ours")
    if rooms["movies"].requests:
        reply.unmet("the request to end at the gateway", got="it arrived at movies")


@task(3)
def test_a_service_that_hangs(gateway, rooms):
    """A service that takes a request and doesn't answer is 504 within 10 seconds; the others answer meanwhile."""
    gateway.get("/authors").expect(200)
    rooms["authors"].hangs()
    pending = gateway.send("GET", "/authors", seconds=12)
    gateway.get("/movies").expect(200, within=2, because="it is authors that hangs")
    because = "nobody waits for minutes, and who waits holds a connection of ours"
    try:
        reply = pending.reply()
    except Unmet as unmet:
        raise unmet.with_reason(because) from None
    problem(reply.expect(*DEAD, within=10, because=because), *DEAD)


@harder(3)
def test_a_refusal_of_a_service(gateway, rooms):
    """Retry-After is the gateway's for its own refusals only: a service's 429 has what the service said, once."""
    for status in (429, 503):
        rooms["movies"].answers(status, b"{}", {"Retry-After": "7"}, content_type="application/problem+json")
        reply = gateway.get("/movies").expect(status)
        if (found := reply.answer.headers.get_all("Retry-After")) != ["7"]:
            reply.unmet("Retry-After: 7, once", "the service knows when it will be well", f"Retry-After: {found}")
