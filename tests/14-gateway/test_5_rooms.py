"""Task 5: who gets into one room isn't in the others yet."""

import re
from pathlib import Path

from workshop.harness import harder, task
from workshop.harness.reply import Unmet

SERVICES = ("movies", "users", "books", "authors")
OTHERS = ("migrate", "signing-key", "postgres", "valkey")
ALL = ("gateway", *SERVICES, *OTHERS)
CALLS = [("gateway", name) for name in SERVICES] + [(name, "postgres") for name in (*SERVICES, "migrate")]
CALLS += [("users", "valkey"), ("authors", "valkey"), ("authors", "books"), ("movies", "users")]
IN_A_URL = re.compile(r"\w+://[^/\s:@]*:([^/\s@]+)@")
TELLS = re.compile(r"PASSWORD|SECRET|TOKEN|API_KEY|PRIVATE_KEY")


def service(composed, name):
    """What compose.yml says of a service; nothing where it doesn't mention it."""
    return composed.services.get(name, {})


def networks(composed, name):
    """The networks that a service is on."""
    return set(service(composed, name).get("networks") or {})


def inner(composed, network):
    """Whether a network has no way out."""
    return bool((composed.networks.get(network) or {}).get("internal"))


def texts(value):
    """All texts in a piece of the configuration."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield from texts(each)
            yield str(name)
    elif isinstance(value, list):
        for each in value:
            yield from texts(each)
    elif value is not None:
        yield str(value)


def secrets(composed):
    """The content of each secret whose file is there, by its name."""
    found = {}
    for name, secret in composed.secrets.items():
        if (file := secret.get("file")) and Path(file).is_file():
            found[name] = Path(file).read_text(encoding="utf-8").strip()
    return found


def told(composed, name):
    """The secrets that a service gets: their contents."""
    contents = secrets(composed)
    return [contents.get(each["source"], "") for each in service(composed, name).get("secrets") or []]


@task(5)
def test_one_door(composed):
    """Only the gateway is published, and only to this machine."""
    for name in ALL:
        ports = service(composed, name).get("ports") or []
        if service(composed, name).get("network_mode") == "host" or (ports and name != "gateway"):
            because = "who can reach it from outside has walked around the gateway, and all that it watches over"
            got = (
                ", ".join(f"{name} at port {port.get('published')}" for port in ports)
                or f"{name} is on the host's network"
            )
            raise Unmet("nobody but the gateway to be published", got, because)
    ports = service(composed, "gateway").get("ports") or []
    if not ports or any(port.get("host_ip") not in ("127.0.0.1", "::1") for port in ports):
        got = ", ".join(f"{port.get('host_ip', 'all addresses')}, port {port.get('published')}" for port in ports)
        because = "a port that is published without an address is open to the whole network, whatever a firewall says"
        raise Unmet("the gateway to be published at 127.0.0.1", got or "it isn't published", because)


@task(5)
def test_who_meets_whom(composed):
    """The gateway and the stores have no network in common, and whoever calls another has."""
    for caller, called in CALLS:
        if not networks(composed, caller) & networks(composed, called):
            raise Unmet(f"{caller} to reach {called}", "they have no network in common")
    for store in ("postgres", "valkey"):
        if shared := networks(composed, "gateway") & networks(composed, store):
            because = "who takes over the gateway, which everybody can talk to, should find no database behind it"
            raise Unmet(f"the gateway not to reach {store}", f"both are on {', '.join(sorted(shared))}", because)


@task(5)
def test_no_way_out(composed):
    """The gateway alone is on a network with a way out; the others' networks are internal."""
    if all(inner(composed, name) for name in networks(composed, "gateway")):
        because = "what is published can't be reached by an internal network"
        raise Unmet("the gateway on a network that isn't internal", "all of its networks are", because)
    for name in (*SERVICES, *OTHERS):
        if open_ones := sorted(each for each in networks(composed, name) if not inner(composed, each)):
            because = "nothing in there has any business outside; who breaks in would carry out what they find"
            raise Unmet(f"{name} on internal networks only", f"{name} is on {', '.join(open_ones)}", because)


@task(5)
def test_secrets_are_files(composed):
    """No password and no key is in an environment, a command, a label or a build: each is a file."""
    held = {value for value in secrets(composed).values() if value}
    held |= {found for value in held for found in IN_A_URL.findall(value)}
    for name, said in composed.services.items():
        for variable, value in (said.get("environment") or {}).items():
            if TELLS.search(variable) and not variable.endswith("_FILE") and value:
                shows(f"{variable} of {name}")
        for text in texts({key: value for key, value in said.items() if key != "secrets"}):
            if IN_A_URL.search(text) or any(value in text for value in held):
                shows(f"{name}: {IN_A_URL.sub('…', text)[:60]}")
        if any(text == "trust" for text in texts(said.get("environment"))):
            raise Unmet("PostgreSQL to ask for a password", f"{name}: trust", "one lock is none, where others may fail")
    if not composed.secrets:
        raise Unmet("secrets in files", "compose.yml names none")


def shows(where):
    """Say where a secret can be read."""
    because = "docker inspect, crash reports and every child process show it; a file shows itself to who opens it"
    raise Unmet("passwords and keys in files only, which NAME_FILE names", where, because)


@task(5)
def test_each_has_its_own_secrets(composed):
    """A service gets its own secrets, and nobody else's."""
    for name in SERVICES:
        if not any(f"postgresql://{name}:" in content for content in told(composed, name)):
            raise Unmet(
                f"{name} to be given the file with its database's URL", f"it gets {len(told(composed, name))} files"
            )
        for content in told(composed, name):
            for other in {"movies", "users", "books", "authors"} - {name}:
                if f"//{other}:" in content:
                    because = "one database for each service is one only as long as the others have no key to it"
                    raise Unmet(f"{name} to get its own secrets only", f"it gets the password of {other}", because)
    if any(told(composed, name) for name in ("gateway", "signing-key")):
        raise Unmet("no secrets for gateway and signing-key", "they get some", "they need none")


@task(5)
def test_nobody_has_rights(composed):
    """Each container is read-only, has no capabilities, gets no new privileges, and isn't root's."""
    for name in ALL:
        said = service(composed, name)
        wanted = {
            "read_only: true": said.get("read_only") is True,
            "cap_drop: [ALL]": "ALL" in (said.get("cap_drop") or []) and not said.get("cap_add"),
            "no-new-privileges": any(
                "no-new-privileges" in each and "false" not in each for each in said.get("security_opt") or []
            ),
            "not to be privileged": not said.get("privileged"),
            "no socket of the engine": not any("docker.sock" in text for text in texts(said.get("volumes"))),
        }
        for what, held in wanted.items():
            if not held:
                raise Unmet(
                    f"{name}: {what}", "that is missing", "what a container can't do, nobody can do who breaks into it"
                )
        user = str(said.get("user", "")).partition(":")[0]
        built = name in SERVICES or name in ("migrate", "signing-key")
        if user in ("root", "0") or (not user and not built):
            because = "its image starts as root unless it is told otherwise"
            raise Unmet(f"{name}: a user that isn't root", f"user: {user or '(none)'}", because)


@task(5)
def test_locked_in_truth(library):
    """In the running stack nobody is root or writes its files, and the gateway reaches no database."""
    library.get("/movies").expect(200)
    for name in ("gateway", *SERVICES, "postgres", "valkey"):
        if library.exec(name, "id", "-u").strip() == "0":
            raise Unmet(f"{name} not to run as root", "its user is 0")
        if library.execute(name, "touch", "/somewhere").code == 0:
            raise Unmet(f"{name} not to write to its file system", "touch /somewhere has succeeded")
    for name in ("postgres", "valkey"):
        if library.execute("gateway", "getent", "hosts", name).code == 0:
            because = "who takes over the gateway should find no database behind it"
            raise Unmet(f"the gateway not to know {name}", f"it has found an address for {name}", because)
    for name in SERVICES:
        for line in library.inspect(name)["Config"]["Env"]:
            if IN_A_URL.search(line):
                shows(f"{line.partition('=')[0]} of {name}")


@task(5)
def test_three_of_them(library):
    """Services go by their names, so that there can be three copies of one: `up --scale movies=3`."""
    library.get("/movies").expect(200)
    library.scale(movies=3)

    def three():
        copies = library.replicas("movies")
        return [(copy.state, copy.health) for copy in copies] == [("running", "healthy")] * 3

    because = "what is one of a kind, an address or a port of the machine, the second copy can't have"
    library.wait_for(three, "three healthy copies of movies", because, seconds=60)
    for _ in range(9):
        library.get("/movies").expect(200, because="each copy has what it needs")


@harder(5)
def test_secrets_of_another_place(composed):
    """SECRETS chooses the folder of the secrets: what is real never comes into the repository."""
    for name, secret in composed.again(env={"SECRETS": "./elsewhere"}).secrets.items():
        if "file" in secret and Path(secret["file"]).parent.name != "elsewhere":
            because = "with real passwords it starts without a change to the file"
            raise Unmet(f"the secret {name} from ./elsewhere, where SECRETS says so", secret["file"], because)
