"""Task 1: a recipe that gives the same image today and in a year, quickly, for each of the four services."""

import re
from pathlib import PurePosixPath

from workshop.harness import task
from workshop.harness.reply import Unmet

from .conftest import NO_DATABASE, PATIENCE
from .reading import INSTALLS, SERVICE, below, covers, environment, filled, sources, walked

MATTERS = {  # hadolint's rules that are about what happens, and not about taste
    "DL1000": "it can't be read",
    "DL3000": "a relative WORKDIR depends on what stands before it",
    "DL3011": "there is no such port",
    "DL3024": "two stages with one name",
    "DL4003": "of several CMD only the last one counts",
    "DL4004": "of several ENTRYPOINT only the last one counts",
}
DEBUGGER = "/?__debugger__=yes&cmd=resource&f=debugger.js"


def named(base):
    """The name and the tag of an image; the tag is the digest where there is one."""
    name, _, digest = base.partition("@")
    folder, slash, name = name.rpartition("/")
    name, _, tag = name.partition(":")
    return folder + slash + name, digest or tag


@task(1)
def test_a_base_with_a_version(recipe):
    """Every FROM names a version, so that the same image is built today and in a year."""
    stages = {stage.name.lower() for stage in recipe.stages if stage.name}
    for stage in recipe.stages:
        name, tag = named(stage.base)
        if name.lower() in stages | {"scratch"} or tag.startswith("sha256:"):
            continue
        because = "whoever builds next month gets what is newest then, with packages that may not be made for it yet"
        if tag in ("", "latest"):
            raise Unmet("FROM to name a version, as in python:3.13-slim", f"FROM {stage.base}", because)
        if PurePosixPath(name).name == "python" and not re.match(r"\d+\.\d+", tag):
            raise Unmet("FROM to say which Python it is, as in python:3.13-slim", f"FROM {stage.base}", because)


@task(1)
def test_what_hadolint_says(recipe):
    """There is nothing in the Dockerfile that means something else than it seems to (hadolint reads it)."""
    found = [remark for remark in recipe.remarks if remark.code in MATTERS]
    if found:
        first = found[0]
        got = f"line {first.line}: {first.message} ({first.code})"
        raise Unmet("a Dockerfile in which every line counts", got, MATTERS[first.code])


@task(1)
def test_packages_before_code(recipe):
    """The packages are installed before the code is copied, in the stage where they are installed."""
    code = (f"{SERVICE}/app.py", "chassis/health.py")
    installed = False
    for stage in recipe.stages:
        copied = None
        for step, values in walked(below(recipe, stage)):
            taken = [path for path in code if any(covers(source, path) for source in sources(step, values))]
            if taken and not recipe.ignores(taken[0]):
                copied = copied or f"line {step.line}: {step.word} {step.arguments} takes {taken[0]} along"
            if step.word == "RUN" and INSTALLS.search(step.arguments):
                installed = True
                if copied:
                    because = "a layer is made anew when one before it has changed: so is every package, for each comma"
                    raise Unmet("only the list of packages to be copied before they are installed", copied, because)
    if not installed:
        raise Unmet("a step that installs the packages in requirements.txt", "there is none in your Dockerfile")


@task(1)
def test_the_code_that_is_asked_for(recipe):
    """The code of the service that SERVICE names goes into the image."""
    steps = list(walked(recipe.stages))  # whichever stage has it may be copied from
    taken = [source for step, values in steps for source in sources(step, values)]
    mounted = any("type=bind" in step.arguments for step, _ in steps)
    if not mounted and not any(covers(source, f"{SERVICE}/app.py") for source in taken):
        because = "one recipe makes the images of all four"
        raise Unmet(
            f"a step that copies {SERVICE}/ where SERVICE={SERVICE}", "no COPY takes it into the image", because
        )


@task(1)
def test_a_server_for_production(program):
    """The service is served by gunicorn, or another server that is made for it, and not by Flask's own."""
    words = " ".join(program.words)
    if "--debug" in words or program.env.get("FLASK_DEBUG", "0") not in ("0", "", "false"):
        because = "Flask's debugger lets whoever causes an error run Python in there"
        raise Unmet("no debugger in the image", f"the container runs, with Flask's debugger on: {words}", because)
    if program.server == "flask" or (program.server.startswith("python") and program.words[1:2] == ["app.py"]):
        because = (
            "Flask's own is made for trying things out: it says so itself, and finishes nothing when it is stopped"
        )
        raise Unmet("a server for production, such as gunicorn", f"the container runs: {words}", because)


@task(1)
def test_where_it_listens(program):
    """It listens on the port in PORT, and on all addresses of the container."""
    if program.server != "gunicorn":
        return  # others are asked when they run
    bind = program.settings.get("bind") or f"0.0.0.0:{program.env['PORT']}"  # gunicorn's own default
    bind = bind if isinstance(bind, str) else bind[0]
    host, _, port = bind.rpartition(":")
    if host.strip("[]") in ("127.0.0.1", "localhost", "::1"):
        because = "in a container that is the container itself, so that nobody outside reaches it"
        raise Unmet("gunicorn to listen on 0.0.0.0", f"it listens on {bind}", because)
    if "$" in port:
        because = "nobody fills in a variable in the exec form, since there is no shell; gunicorn.conf.py can read it"
        raise Unmet("gunicorn to listen on the port in PORT", f"it is told {bind}", because)
    if port != program.env["PORT"]:
        because = "who runs the container chooses the port, and looks for it there"
        raise Unmet(f"gunicorn to listen on {program.env['PORT']}, with PORT={program.env['PORT']}", bind, because)


@task(1)
def test_the_port_that_is_named(recipe):
    """The port that EXPOSE names is the one that the image listens on unless told otherwise."""
    env = environment(recipe)
    default = env.get("PORT", "8000")
    for step, values in walked(recipe.lineage):
        if step.word == "EXPOSE":
            for port in filled(step.arguments, values).split():
                number = port.partition("/")[0]
                if number != default:
                    because = "people and programs believe what it says, and find nobody there"
                    raise Unmet(f"EXPOSE {default}, where it listens", f"EXPOSE {step.arguments}", because)


@task(1)
def test_the_image_serves(users_image):
    """An image of users, run with PORT=8765, says there that it is up, and what it can do."""
    container = users_image.run(NO_DATABASE | {"PORT": "8765"}, locked=False).wait_ready(seconds=PATIENCE)
    reply = container.get("/health").expect(200, json={"status": "ok"})
    because = "SERVICE is a build argument, and says which of the four is in the image"
    document = container.get("/openapi.json").expect(200, because=because)
    if "/users" not in document.json.get("paths", {}):
        document.unmet("the document of the user service", because)
    if "werkzeug" in reply.headers.get("Server", "").lower() or container.get(DEBUGGER).status == 200:
        because = "Flask's own is made for trying things out, and finishes nothing when it is stopped"
        reply.unmet("a server for production", because, f"Server: {reply.headers.get('Server')}: Flask's own")


@task(1)
def test_a_change_of_code(books_image):
    """After a change of the code the packages are not installed again: the second build takes them from the cache."""
    again = books_image.rebuilt()
    if again.reused < again.installs:
        got = f"{again.installs - again.reused} step(s) installed packages again; it took {again.seconds:.0f} seconds"
        because = "the code changes ten times a day, the packages once a month: what changes often comes last"
        raise Unmet("every step that installs packages to come from the cache", got, because)
