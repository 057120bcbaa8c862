"""Task 4: alive is one question, ready another, and each is asked by somebody else."""

import re
from urllib.parse import urlsplit

from tests.contract.problems import problem
from workshop.harness import harder, task
from workshop.harness.reply import Unmet

from .conftest import NO_DATABASE, up
from .reading import environment, walked

READY = {"status": "ready"}
SENDS = "who shares out requests asks this, and sends them to another copy meanwhile"
ALIVE = "it does run; who is told that it doesn't starts it again, and that mends no database"
ASLEEP = ("python", "-c", "import time; time.sleep(60)")
BECAUSE_HEALTH = "the engine, and whoever looks at it, learns by this that the process hangs, though it is there"


@task(4)
def test_ready(library):
    """With its database there, each service answers GET /ready with 200 to everybody, without a key or a token."""
    for service in library.values():
        service.get("/ready", headers={"X-API-Key": None}).expect(200, json=READY)


@task(4)
def test_a_dead_database(books, postgres):
    """While the database is down /ready is 503, a problem detail, and /health 200; when it is back /ready is 200."""
    books.get("/ready").expect(200, json=READY)
    address = urlsplit(books.database.url)
    postgres.kill()
    reply = books.get("/ready")
    problem(reply, 503, because=SENDS)
    books.get("/health").expect(200, json={"status": "ok"}, because=ALIVE)
    for inside in (str(address.port), address.username, address.path.strip("/")):
        if inside in reply.text:
            reply.unmet(f"a problem detail without {inside}", "the client has no use for our addresses; the log has")
    postgres.start()
    books.get("/ready").expect(200, json=READY, because="it can work again, and nobody has to start it again for that")


@task(4)
def test_a_frozen_database(movies, postgres):
    """While the database hangs /ready says so within 2.5 seconds, and /health is answered meanwhile."""
    movies.get("/ready").expect(200, json=READY)
    movies.get("/movies").expect(200)  # a connection is in the pool now
    postgres.freeze()
    asked = [movies.send("GET", "/ready", seconds=20) for _ in range(3)]
    movies.get("/health").expect(200, within=2.5, because=ALIVE)
    because = f"{SENDS}; who asks waits a second or two, and takes no answer for a no"
    for each in asked:
        problem(each.reply().expect(503, within=2.5, because=because), 503)
    postgres.thaw()
    movies.get("/ready").expect(200, json=READY, because="its database answers again")


@task(4)
def test_only_its_own(authors, valkey):
    """A service is ready while its cache and the service that it calls are away."""
    authors.get("/ready").expect(200, json=READY)
    valkey.kill()
    because = "it answers without them, if not everything; else one program that is down takes all others with it"
    authors.get("/ready").expect(200, json=READY, within=2.5, because=because)


@harder(4)
def test_the_log_says_why(users, postgres):
    """Why it isn't ready is in the log, in a line of at least WARNING, and no crash."""
    users.get("/ready").expect(200, json=READY)
    postgres.kill()
    problem(users.get("/ready"), 503, because=SENDS)
    because = "whoever is called at night looks there first"
    users.wait_for_log(lambda lines: any('"WARNING"' in line or '"ERROR"' in line for line in lines), because)
    if any("Traceback" in line for line in users.logged):
        raise Unmet("a line that says what was tried", "a traceback", "this is foreseen, and no bug of the service")


def checked(recipe):
    """The line, and the words, of the HEALTHCHECK that counts; raises Unmet where there is none."""
    found = [(step, values) for step, values in walked(recipe.lineage) if step.word == "HEALTHCHECK"]
    if not found or found[-1][0].arguments.upper().startswith("NONE"):
        raise Unmet("a HEALTHCHECK in the Dockerfile", "there is none that counts", BECAUSE_HEALTH)
    step = found[-1][0]
    return f"line {step.line}: HEALTHCHECK {step.arguments}", re.sub(r"^.*?\bCMD\b", "", step.arguments)


@task(4)
def test_what_the_engine_asks(recipe):
    """HEALTHCHECK asks /health, on the port that is listened on, with a program that is in the image."""
    where, command = checked(recipe)
    if "/ready" in command:
        because = "who starts again what isn't healthy would do so with every copy, each time the database is away"
        raise Unmet("HEALTHCHECK to ask /health", where, because)
    brought = any("apt-get" in step.arguments or "apk" in step.arguments for step, _ in walked(recipe.lineage))
    tool = re.search(r"\b(curl|wget)\b", command)
    if tool and recipe.base_tag.endswith("-slim") and not brought:
        because = "Docker takes that for a no, each time; Python is there, and so is healthy.py"
        raise Unmet("a program that is in the image", f"{where}\nThere is no {tool[1]} in {recipe.base_tag}", because)
    port = re.search(r"(?:localhost|127\.0\.0\.1|0\.0\.0\.0)\D{1,4}(\d+)", command)
    default = environment(recipe).get("PORT", "8000")
    if port and port[1] != default:
        raise Unmet(f"HEALTHCHECK to ask on port {default}", where, "nobody listens on any other")


@task(4)
def test_healthy(books_image):
    """Docker says that a container is healthy, also one that has no database."""
    container = up(books_image)
    if not books_image.config.get("Healthcheck"):
        raise Unmet("a HEALTHCHECK in the image", "there is none", BECAUSE_HEALTH)
    if not container.wait_healthy(60):
        last = ((container.state.get("Health") or {}).get("Log") or [{}])[-1]
        said = str(last.get("Output", "")).strip() or "nothing"
        got = f"it is {container.health}; HEALTHCHECK ended with {last.get('ExitCode', '?')} and printed: {said[-200:]}"
        raise Unmet("Docker to call it healthy within a minute", got, "the process runs and answers /health")


@task(4)
def test_a_healthcheck_can_fail(books_image):
    """In a container in which nobody listens the command of HEALTHCHECK fails."""
    kind, *words = (books_image.config.get("Healthcheck") or {}).get("Test") or ["NONE"]
    if kind == "NONE":
        raise Unmet("a HEALTHCHECK in the image", "there is none", BECAUSE_HEALTH)
    container = books_image.run(NO_DATABASE, locked=False, arguments=["--entrypoint", ""], command=ASLEEP)
    command = ["/bin/sh", "-c", *words] if kind == "CMD-SHELL" else words
    done = container.execute(*command)
    if not done.code:
        got = f"it ended with 0, and printed: {done.said[-200:] or 'nothing'}"
        raise Unmet("HEALTHCHECK to end with another code than 0 where nobody listens", got, BECAUSE_HEALTH)
