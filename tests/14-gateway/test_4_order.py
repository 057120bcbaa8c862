"""Task 4: each starts when what it needs is well, the tables are made once, and the data stay."""

from workshop.harness import task
from workshop.harness.reply import Unmet

SERVICES = ("movies", "users", "books", "authors")
SERVERS = (*SERVICES, "gateway", "postgres", "valkey")
JOBS = ("migrate", "signing-key")
HEALTHY, COMPLETED = "service_healthy", "service_completed_successfully"
READER = {"X-API-Key": "development-reader"}
ADA = {"email": "ada@example.org", "password": "development-password"}
DATA = "/var/lib/postgresql/18/docker"  # where PostgreSQL 18 has them in its image


def waits(composed, name):
    """What a service waits for until it is healthy or completed, and what those wait for: (name, condition)."""
    found, todo = set(), [name]
    while todo:
        for other, how in composed.services.get(todo.pop(), {}).get("depends_on", {}).items():
            entry = (other, how.get("condition", "service_started"))
            if entry not in found and entry[1] != "service_started":
                found.add(entry)
                todo.append(other)
    return found


def waits_for(composed, name, other, condition, because):
    """Require that a service waits for another one; what it says of that one itself is shown if it doesn't."""
    if (other, condition) not in waits(composed, name):
        said = composed.services.get(name, {}).get("depends_on", {})
        got = ", ".join(f"{each}: {how.get('condition')}" for each, how in said.items()) or "it waits for nobody"
        raise Unmet(f"{name} to wait for {other} ({condition})", f"{name}: {got}", because)


def words(composed, name):
    """The command of a service, and what stands before it."""
    service = composed.services.get(name, {})
    said = [service.get("entrypoint") or [], service.get("command") or []]
    return " ".join(each if isinstance(each, str) else " ".join(each) for each in said)


@task(4)
def test_services_wait_for_their_tables(composed):
    """Each service starts when the job `migrate` has succeeded, and that starts when PostgreSQL is healthy."""
    because = "a server that has started isn't ready yet: PostgreSQL takes a second or two, and on its first day more"
    waits_for(composed, "migrate", "postgres", HEALTHY, because)
    for name in SERVICES:
        because = "without its tables it answers with errors, or not at all"
        waits_for(composed, name, "migrate", COMPLETED, because)


@task(4)
def test_users_wait_for_their_key(composed):
    """The user service starts when there is a key to sign with."""
    waits_for(composed, "users", "signing-key", COMPLETED, "it reads the key when it starts")


@task(4)
def test_whether_they_are_well(composed):
    """The engine can tell whether gateway, PostgreSQL and Valkey are well, and nobody has switched that off."""
    for name in SERVERS:
        check = composed.services.get(name, {}).get("healthcheck")
        off = check is not None and (check.get("disable") or (check.get("test") or [""])[0] == "NONE")
        # the services' images bring one along (lesson 13)
        if off or (check is None and name not in SERVICES):
            because = "a process that runs may be of no use yet, or no more"
            raise Unmet(f"a healthcheck for {name}", "it is switched off" if off else "there is none", because)


@task(4)
def test_tables_are_made_in_one_place(composed):
    """The tables are the job's alone: no service sees to them when it starts."""
    if "migrate.py" not in (said := words(composed, "migrate")) and "prepare.py" not in said and "alembic" not in said:
        raise Unmet("the job migrate to bring the databases to their newest version", f"its command: {said or 'none'}")
    for name in SERVICES:
        said = words(composed, name)
        if any(word in said for word in ("prepare", "migrat", "alembic")):
            because = "of three copies that start together, three change the same tables at the same time"
            raise Unmet(f"{name} to start without touching its tables", f"its command: {said}", because)


@task(4)
def test_who_is_started_again(composed):
    """What is to run for ever is started again when it ends, whatever its exit code; a job is not."""
    for name in SERVERS:
        service = composed.services.get(name, {})
        again = service.get("restart") or (service.get("deploy") or {}).get("restart_policy", {}).get("condition")
        if again not in ("always", "unless-stopped", "any"):
            because = "a server that ends has no work to be done with, whatever its exit code says"
            raise Unmet(f"{name} to be started again whenever it ends", f"restart: {again or 'no'}", because)
    for name in JOBS:
        again = composed.services.get(name, {}).get("restart", "no")
        if again in ("always", "unless-stopped"):
            because = "who has finished the work would begin anew, for ever"
            raise Unmet(f"{name} not to be started again when it has ended well", f"restart: {again}", because)


@task(4)
def test_where_the_data_are(composed):
    """PostgreSQL's data are in a named volume, at a place where this version has them."""
    for mount in composed.services.get("postgres", {}).get("volumes", []):
        inside = mount["target"].rstrip("/") == DATA or DATA.startswith(mount["target"].rstrip("/") + "/")
        if inside and mount["type"] in ("volume", "bind") and mount.get("source") and not mount.get("read_only"):
            return
    got = ", ".join(f"{each.get('source', '(no name)')} at {each['target']}" for each in volumes(composed))
    because = f"since version 18 the data are in {DATA}; what is in no named volume goes with the container"
    raise Unmet("a named volume at /var/lib/postgresql", got or "no volume", because)


def volumes(composed):
    """PostgreSQL's volumes, read-only ones left out: they hold no data."""
    return [each for each in composed.services.get("postgres", {}).get("volumes", []) if not each.get("read_only")]


def bearer(library):
    """The header that says that Ada has signed in."""
    reply = library.post("/login", json=ADA).expect(200, because="Ada is among the first data of the user service")
    return {"Authorization": f"Bearer {reply.json['access_token']}"}


@task(4)
def test_down_and_up_again(library, some):
    """After down and up all is well at the first attempt, one after the other, and what was stored is there."""
    movie = some.movie()
    made = library.post("/movies", json=movie, headers=bearer(library)).expect(201)
    library.down()
    library.up()
    seen = library.ps()
    for name in SERVERS:
        if seen[name].health != "healthy":
            raise Unmet(f"{name} to be healthy when `up --wait` is done", f"{seen[name].state}, {seen[name].health}")
        if seen[name].restarts:
            because = "it started before what it needs was ready, and fell over until it was"
            raise Unmet(f"{name} to start once", f"it was started again {seen[name].restarts} times", because)
    if seen["migrate"].code != 0:
        raise Unmet("the job migrate to end with 0", f"it ended with {seen['migrate'].code}")
    for name in SERVICES:
        if seen[name].started < seen["migrate"].finished:
            because = "it would meet tables that are half changed"
            raise Unmet(f"{name} to start after migrate has ended", f"it started at {seen[name].started}", because)
    library.get(made.location).expect(200, json=movie, because="a container is thrown away, and data are not")
    page = library.get("/books?size=2", headers=READER).expect(200)
    library.get(page.links.get("next", "/no-next-page"), headers=READER).expect(200, because="Link says where to go on")


@task(4)
def test_who_dies_comes_back(library):
    """Who dies is started again, and meanwhile whoever doesn't need them answers as ever."""
    library.get("/books", headers=READER).expect(200)
    library.kill("books")
    library.get("/movies").expect(200, because="movies needs no books")
    library.get("/authors", headers=READER).expect(200, because="for this list of authors books is not needed")
    library.wait_ready("/books", 401, seconds=30)
    library.kill("postgres")
    library.get("/health").expect(200, because="the gateway needs no database")
    library.get("/.well-known/jwks.json").expect(200, because="the keys are in a file")
    library.wait_ready("/movies", 200, seconds=30)
