"""Task 3: whoever breaks into the service finds nothing there that they may do."""

import re

from workshop.harness import harder, task
from workshop.harness.reply import Unmet

from .conftest import KEY, PATIENCE, up
from .reading import walked

WRITABLE = re.compile(r"(/tmp|/dev|/proc|/run/shm)(/|$)")
READ_ONLY = "the container runs with --read-only, where nothing can be written but /tmp"


@task(3)
def test_not_root(recipe):
    """The image says that its containers run as somebody who isn't root."""
    user = "nonroot" if "nonroot" in recipe.base_tag else ""
    where = "no USER in the stage that becomes the image"
    for step, values in walked(recipe.lineage):
        if step.word == "USER":
            user = step.arguments.partition(":")[0].strip()
            user = values.get(user.strip("${}"), user) if user.startswith("$") else user
            where = f"line {step.line}: USER {step.arguments}"
    if user in ("", "root", "0"):
        because = "who breaks in is root then, with one hole in the kernel between them and the machine"
        raise Unmet("USER to name somebody else than root, such as 10001:10001", where, because)


@task(3)
def test_it_writes_no_file(program):
    """Gunicorn writes its log to standard output and error, and no other file either."""
    if program.server != "gunicorn":
        return  # others are asked when they run
    settings = program.settings
    for name in ("accesslog", "errorlog", "pidfile", "worker_tmp_dir"):
        path = settings.get(name)
        if isinstance(path, str) and path not in ("", "-") and not WRITABLE.match(path):
            because = f"{READ_ONLY}; and who looks after many containers reads what they print, with `docker logs`"
            raise Unmet(f"gunicorn's {name} not to be a file of the image", f"{name} is {path}", because)
    socket = str(settings.get("control_socket", ""))
    at_home = WRITABLE.match(socket or program.env.get("HOME", ""))
    if not (settings.get("control_socket_disable") or at_home):
        because = "it is a file in the home of the user, and this one has none that could be written"
        unsaid = "neither control_socket_disable = True nor --no-control-socket is said, and it is on by default"
        got = f"control_socket is {socket}" if socket else unsaid
        raise Unmet("gunicorn's control socket to be off", got, because)


@task(3)
def test_a_locked_container(books_image, some):
    """The image's user isn't root, and the service works without any right: nothing to write, no capabilities."""
    user = str(books_image.config.get("User", "")).partition(":")[0]
    if user in ("", "root", "0"):
        because = "who breaks in is root then, with one hole in the kernel between them and the machine"
        raise Unmet("an image whose containers don't run as root", f"its user is {user or 'root'!r}", because)
    container = books_image.run(database=True, prepare=True).wait_ready(seconds=PATIENCE)
    container.headers["X-API-Key"] = KEY
    made = container.post("/books", json=some.book(some.missing_id())).expect(201)
    container.get(made.location).expect(200, json=made.json)
    refused = [line for line in container.logged if "Read-only file system" in line or "Permission denied" in line]
    if refused:
        raise Unmet("a log without complaints", refused[0][-300:], READ_ONLY)


@harder(3)
def test_any_user(books_image):
    """It works for any user, also for one that is in no list; some clusters choose a number themselves."""
    up(books_image, user="23456:23456", locked=True)


@harder(3)
def test_it_cannot_change_itself(books_image):
    """The service can't write its own program, even where the file system isn't read-only."""
    container = up(books_image)
    ask = (
        "import glob, os, sys; "
        "places = ['.', *glob.glob('**/*.py', recursive=True), *sys.path[1:]]; "
        "print(*[os.path.abspath(place) for place in places if os.access(place, os.W_OK)][:1])"
    )
    writable = container.exec("python", "-c", ask)
    if writable:
        because = "what is copied belongs to root, and needs no chown: the service only reads it"
        raise Unmet("nothing of the program to belong to the one that runs it", f"it may write {writable}", because)
