"""Task 2: an image holds what its service needs, and nothing that others could make use of."""

import re

from workshop.harness import harder, task
from workshop.harness.reply import Unmet

from .reading import SERVICE, assigned, carried, sources, walked

MEGABYTE = 1_000_000
MOST = 200 * MEGABYTE
UNNEEDED = {
    ".git/config": "the whole history is in .git, with all that was ever deleted",
    ".env": "it holds the passwords of whoever builds",
    f"{SERVICE}/.env": "it holds the passwords of whoever builds; a pattern without **/ is looked for at the top only",
    f"{SERVICE}/key.pem": "whoever has the image has the private key",
    f"{SERVICE}/__pycache__/app.cpython-313.pyc": (
        "it is new at each start, and so the layer is; a pattern without **/ is looked for at the top only"
    ),
    ".venv/lib/site-packages/flask/app.py": "those packages were made for another machine",
    "tests/test_books.py": "nobody tests in there, and tests are full of test keys and addresses",
}
OF_A_SERVICE = ("app.py", "models.py", "load.py", "openapi.yaml", "api_keys.json", "alembic.ini", "migrations/env.py")
NEEDED = ("chassis/health.py", f"{SERVICE}/{SERVICE}.json", *(f"{SERVICE}/{file}" for file in OF_A_SERVICE))
SECRET = re.compile(r"(KEY|PASSWORD|PASSWD|SECRET|TOKEN|CREDENTIALS?)(?!S?_FILE)(_|$)", re.IGNORECASE)
WITH_PASSWORD = re.compile(r"://[^/\s:@]*:[^/\s@]+@")
PACKAGERS = re.compile(r"^(PIP|UV)_\w*INDEX")
TOOLS = re.compile(r"(^|/)(gcc|g\+\+|cc1|cc1plus|make|x86_64-linux-gnu-gcc[-\d]*|cargo|rustc)$")
CACHES = re.compile(r"(^|/)(\.cache/(pip|uv|pypoetry)|var/lib/apt/lists|var/cache/apt/archives)/.*[^/]$")
BECAUSE_SECRET = "an image is copied to many machines, and `docker inspect` shows what it knows to whoever has it"


@task(2)
def test_what_is_left_out(recipe):
    """Secrets, history, tests and what other machines have made don't go into the image."""
    for path, because in UNNEEDED.items():
        if step := carried(recipe, path):
            got = f"line {step.line}: {step.word} {step.arguments} takes it along, and .dockerignore lets it pass"
            raise Unmet(f"{path} not to be in the image", got, because)


@task(2)
def test_what_the_service_needs(recipe):
    """What the service needs to run, to prepare its database and to fill it isn't left out, nor what a COPY names."""
    folder = recipe.path.parent
    tables = sorted(folder.glob(f"{SERVICE}/migrations/versions/*.py"))
    named = [source for step, values in walked(recipe.stages) for source in sources(step, values)]
    for path in (*NEEDED, *(file.relative_to(folder).as_posix() for file in tables), *named):
        if (folder / path).is_file() and recipe.ignores(path):
            because = "for the engine it isn't there; whatever copies or opens it fails"
            raise Unmet(f"{path} to be part of the build", f"{path} is ignored by .dockerignore", because)


@task(2)
def test_no_secret_in_the_recipe(recipe):
    """No password and no key is in the environment, the arguments or the commands of the image."""
    for step, values in walked(recipe.lineage):
        where = f"line {step.line}: {step.word} {step.arguments}"
        if step.word in ("ENV", "ARG"):
            for name, value in assigned(step, values).items():
                if PACKAGERS.match(name):
                    because = "its value, which may have a password in it, stays in the image's history for ever"
                    raise Unmet(f"{name} to be used in a stage of which only the packages are copied", where, because)
                if SECRET.search(name) and (value or step.word == "ARG"):
                    raise Unmet("secrets to be given when a container is started", where, BECAUSE_SECRET)
        if WITH_PASSWORD.search(step.arguments):
            raise Unmet("secrets to be given when a container is started", where, BECAUSE_SECRET)


@task(2)
def test_nothing_leaks(users_image):
    """Nothing that lay about in the folder of the build is in the image, not even in a layer that lies below others."""
    leaks = users_image.leaks()
    if leaks:
        because = "whoever has the image reads every layer of it: what a later step deletes is still there"
        raise Unmet("no file in the image but those of the service", f"{leaks[0]} is in it", because)


@task(2)
def test_no_secret_in_the_image(users_image):
    """What `docker inspect` shows of the image has no password and no key in it."""
    for name, _, value in (each.partition("=") for each in users_image.config.get("Env") or []):
        if (SECRET.search(name) and value) or WITH_PASSWORD.search(value):
            got = f"{name} is in the environment of the image"
            raise Unmet("secrets to be given when a container is started", got, BECAUSE_SECRET)


@task(2)
def test_its_size(users_image):
    """The image adds at most 200 MB to its base: no compilers, no caches, nothing twice."""
    added, size = users_image.added(), users_image.over_base
    if size > MOST:
        got = f"it adds {size // MEGABYTE} MB; the files that can be seen are {sum(added.values()) // MEGABYTE} MB"
        raise Unmet("an image that adds at most 200 MB to its base", got, "each machine that runs it fetches all of it")
    for path in added:
        if TOOLS.search(path):
            because = "it is needed while building only; whoever breaks in would make use of it"
            raise Unmet("no compiler in the image", f"/{path}", because)
        if CACHES.search(path):
            raise Unmet("no package manager's cache in the image", f"/{path}", "nothing is installed there any more")


@harder(2)
def test_nothing_twice(users_image):
    """No layer holds what a later one deletes or changes, and no package manager is left beside the packages."""
    added = users_image.added()
    lost = users_image.over_base - sum(added.values())
    if lost > 10 * MEGABYTE:
        because = (
            "a step that deletes, or changes an owner, leaves the layer below as it is: COPY --chown makes no second"
        )
        raise Unmet("nothing in the image twice", f"{lost // MEGABYTE} MB of it can't be seen any more", because)
    left = [path for path in added if re.search(r"site-packages/pip/__init__.py$|(^|/)bin/uv$", path)]
    if left:
        raise Unmet("no package manager among what was added", f"/{left[0]}", "nothing is installed there any more")


@harder(2)
def test_one_service_only(users_image):
    """The image of one service has no other service's code in it."""
    others = [path for path in users_image.added() if re.search(r"(^|/)(books|movies|authors)/app\.py$", path)]
    if others:
        because = "a change of one service would be a new image of all four"
        raise Unmet("only the code of users in an image with SERVICE=users", f"/{others[0]}", because)
