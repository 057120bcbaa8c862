"""Task 5: a container that is asked to stop does so: at once with nothing under way, and else in order."""

from workshop.harness import task
from workshop.harness.reply import Unmet
from workshop.serve.waiting import until

from .conftest import KEY, up
from .reading import walked

ENGINE = 10  # seconds after which `docker stop` kills
LEAST = 5  # seconds that a request under way is to have
UNDER_WAY = 3  # seconds
SOON = 8  # seconds, on a machine that has much else to do
KILLED = 137
SHOWN = {"X-API-Key": KEY}
BODY = b"[" + b" " * 4000 + b"]"  # no book, but it takes its time
LOST = "the signal was for process 1, and that didn't pass it on, or doesn't know it: nothing was ended in order"


@task(5)
def test_no_shell_in_between(program):
    """The server is process 1: the exec form starts it, or a shell that hands over to it with exec."""
    if program.shells:
        because = (
            "process 1 gets the signal to stop, and a shell doesn't pass it on: after ten seconds all is killed. "
            'Write CMD ["…", "…"], or exec before the command'
        )
        raise Unmet("the server to be process 1", f"a shell is, and stays: {program.shells[0][:200]}", because)


@task(5)
def test_the_signal(recipe, program):
    """The image is stopped with a signal that its server takes for a request to finish."""
    for step, _ in walked(recipe.lineage):
        if step.word == "STOPSIGNAL" and program.server == "gunicorn":
            signal = step.arguments.upper().removeprefix("SIG")
            if signal not in ("TERM", "15"):
                because = "to gunicorn TERM says: finish what has begun; INT and QUIT say: stop at once"
                raise Unmet("STOPSIGNAL SIGTERM, or none", f"line {step.line}: STOPSIGNAL {step.arguments}", because)


@task(5)
def test_how_long_it_waits(program):
    """Gunicorn waits for requests under way at least 5 seconds, and less than the ten after which it is killed."""
    if program.server != "gunicorn":
        return  # others are asked when they run
    seconds = float(program.settings.get("graceful_timeout", 30))
    if seconds >= ENGINE:
        because = f"`docker stop` kills after {ENGINE} seconds, and what is killed can't end anything in order"
        raise Unmet(f"a graceful_timeout below {ENGINE} seconds", f"it is {seconds:g}", because)
    if seconds < LEAST:
        because = "requests under way are cut when it is over, and whoever sent them doesn't know what was done"
        raise Unmet(f"a graceful_timeout of {LEAST} seconds or more", f"it is {seconds:g}", because)


@task(5)
def test_nothing_under_way(books_image):
    """A container with nothing to do stops by itself, and soon."""
    container = up(books_image)
    stopped = container.stop()
    if stopped.code == KILLED or stopped.seconds > SOON:
        how = "then killed" if stopped.code == KILLED else f"exit code {stopped.code}"
        raise Unmet("the container to end by itself in a second or two", f"{stopped.seconds:.1f} seconds, {how}", LOST)


@task(5)
def test_a_request_under_way(books_image):
    """A request whose body is still being sent is answered in full, and then the container is gone."""
    container = up(books_image)
    slow = container.send_slowly("POST", "/books", BODY, SHOWN)
    stopping = container.stopping()
    because = "it was under way when the signal came, and is let to its end; no new ones are taken"
    until(lambda: not container.state["Running"], UNDER_WAY)
    slow.finish(seconds=20, because=because).expect(400, because=because)
    stopped = stopping.wait(ENGINE)
    if stopped.code == KILLED:
        raise Unmet("the container to end by itself when that is done", f"killed after {ENGINE} seconds", LOST)


@task(5)
def test_a_request_without_end(books_image):
    """A request that doesn't end keeps the container no longer than its ten seconds: it isn't killed."""
    container = up(books_image)
    slow = container.send_slowly("POST", "/books", BODY, SHOWN)
    stopped = container.stop(ENGINE)
    slow.connection.close()
    if stopped.code == KILLED:
        because = "one client who never finishes is enough, and nothing that comes at the end of a program is done"
        raise Unmet(f"the container to end by itself within {ENGINE} seconds", "killed (exit code 137)", because)
