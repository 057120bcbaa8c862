"""The manifests of `compose/kubernetes`, without a cluster: rendered, against the published schemas, and by our checks.

Each check is shown to catch what it is for, on manifests that are broken on purpose.
"""

from __future__ import annotations

import copy
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml

import engine
import manifest_checks as checks
import manifests
from broken_manifests import BROKEN, Break
from engine import docker
from manifest_checks import CHECKS, Problems
from manifest_names import listens
from manifests import FOLDER, SERVICES, Cluster, Manifest
from small_course import until
from workshop.catalog import ROOT

pytestmark = pytest.mark.skipif(manifests.missing() is not None, reason=str(manifests.missing()))
LESSON = ROOT / "solutions" / "14-gateway"
CONFIGURATION = FOLDER / "base" / "gateway" / "nginx.conf"
RESOLV = "search library.svc.cluster.local svc.cluster.local cluster.local\nnameserver {}\noptions ndots:5\n"


@pytest.fixture(scope="module")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the secrets, with secrets in it, elsewhere."""
    folder = tmp_path_factory.mktemp("secrets") / "compose" / "kubernetes" / "secrets"
    shutil.copytree(FOLDER / "secrets", folder, ignore=shutil.ignore_patterns(*SERVICES, "postgres", "valkey"))
    shutil.copy(ROOT / "compose" / "make_key.py", folder.parents[1])
    make(folder)
    return folder


def make(folder: Path) -> str:
    command = [sys.executable, folder / "make.py"]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=True, timeout=60).stdout


@pytest.fixture(scope="module")
def keys(secrets: Path) -> dict[str, set[str]]:
    """The keys of each Secret that the README has made."""
    return {each["metadata"]["name"]: set(each["data"]) for each in manifests.render(secrets)}


@pytest.fixture(scope="module", params=["base", "overlays/replicas"])
def cluster(request: pytest.FixtureRequest, keys: dict[str, set[str]]) -> Cluster:
    return Cluster(manifests.render(FOLDER / request.param), keys)


@pytest.fixture(scope="module")
def rendered() -> list[Manifest]:
    return manifests.render(FOLDER / "base")


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_manifests_pass(check: Callable[[Cluster], Problems], cluster: Cluster) -> None:
    assert list(check(cluster)) == []


# each check on manifests that are broken


@pytest.mark.parametrize(("check", "says", "broken"), BROKEN, ids=lambda each: getattr(each, "__name__", str(each)))
def test_a_check_catches(
    check: Callable[[Cluster], Problems], says: str, broken: Break, rendered: list[Manifest], keys: dict[str, set[str]]
) -> None:
    cluster = Cluster(copy.deepcopy(rendered), keys)
    broken(cluster)
    assert [problem for problem in check(Cluster(cluster.manifests, keys)) if says in problem]


def test_each_check_is_shown_to_catch_something() -> None:
    assert {check for check, _, _ in BROKEN} == set(CHECKS)


# what is lesson 14's


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    """The services of lesson 14's compose file."""
    services: dict[str, Any] = yaml.safe_load((LESSON / "compose.yml").read_text(encoding="utf-8"))["services"]
    return services


@pytest.mark.parametrize("file", ["gateway/nginx.conf", "postgres/databases.sh", "valkey/start.sh"])
def test_a_file_is_lesson_14s(file: str) -> None:
    ours, given = FOLDER / "base" / file, LESSON / file
    same = ours.read_bytes() == given.read_bytes()
    assert same, f"cp {given.relative_to(ROOT)} {ours.relative_to(ROOT)}"


def test_the_same_runs_as_in_lesson_14(cluster: Cluster, compose: dict[str, Any]) -> None:
    assert {pod.name for pod in cluster.pods} == compose.keys() - {"signing-key"}
    for pod in cluster.pods:
        (ours,), given = pod.containers, compose[pod.name]
        if "image" in given:
            assert ours["image"] == given["image"]
        else:
            assert given["build"]["args"]["SERVICE"] == (pod.name if pod.name in SERVICES else ".")
        if pod.name == "migrate":
            assert ours["command"] == given["command"]


def test_services_are_told_the_same_as_in_lesson_14(cluster: Cluster, compose: dict[str, Any]) -> None:
    for pod in cluster.pods:
        ours = {each["name"]: each["value"] for each in pod.containers[0].get("env", [])}
        given = {name: str(value) for name, value in compose[pod.name].get("environment", {}).items()}
        assert ours.keys() == given.keys()
        assert {name: value for name, value in ours.items() if not name.endswith("_FILE")} == {
            name: value for name, value in given.items() if not name.endswith("_FILE")
        }
        assert pod.name not in SERVICES or pod.ports == {"http": int(given["PORT"])}


def test_the_door_is_lesson_14s(cluster: Cluster, compose: dict[str, Any]) -> None:
    (port,) = compose["gateway"]["ports"]
    assert cluster.pod("gateway").ports == {"http": int(port.rpartition(":")[2])}
    asked = set(re.findall(r"http://(\w+):(\d+)", CONFIGURATION.read_text(encoding="utf-8")))
    assert {name for name, _ in asked} == set(SERVICES)
    assert [(name, port) for name, port in asked if not listens(cluster, name, int(port))] == []


@pytest.mark.parametrize(("server", "written"), [("10.96.0.10", "10.96.0.10"), ("fd00::a", "[fd00::a]")])
def test_the_gateway_asks_the_clusters_names(server: str, written: str, tmp_path: Path) -> None:
    before, after = adapted(RESOLV.format(server), tmp_path)
    assert len(before) == len(after)
    changed = [line for line, old in zip(after, before, strict=True) if line != old]
    assert re.findall(r"resolver (\S+)", "\n".join(changed)) == [written]
    addresses = [line.split()[2] for line in changed if "http://" in line]
    assert addresses == [f"http://{name}.library.svc.cluster.local:{8001 + at};" for at, name in enumerate(SERVICES)]
    assert len(changed) == 1 + len(SERVICES)


@pytest.mark.skipif(engine.missing() is not None, reason=str(engine.missing()))
def test_nginx_finds_services_by_their_full_names(tmp_path: Path) -> None:
    """The gateway's two containers in one, with a service in place of a cluster, known by its full name only."""
    project = f"{engine.PREFIX}-{os.getpid()}-98"
    label = f"--label=com.docker.compose.project={project}"
    given, served = tmp_path / "given", tmp_path / "served"
    served.mkdir(mode=0o755)
    (served / "movies").write_text("here are movies", encoding="utf-8")
    shutil.copytree(CONFIGURATION.parent, given)
    locked = ["--read-only", "--tmpfs=/tmp", "--cap-drop=ALL", "--security-opt=no-new-privileges", "--user=10001:10001"]
    start = "sh /given/adapt.sh /given/nginx.conf /etc/resolv.conf /tmp/nginx.conf && exec nginx -c /tmp/nginx.conf"
    try:
        docker("network", "create", label, project)
        shared = ["run", "--detach", label, f"--network={project}", *locked]
        name = "--network-alias=movies.library.svc.cluster.local"
        serve = ["python", "-m", "http.server", "8001", "--directory", "/served"]
        docker(*shared, name, f"--volume={served}:/served:ro", "python:3.13-slim", *serve)
        search = ["--dns-search=library.svc.cluster.local", "--publish=127.0.0.1::8080", f"--volume={given}:/given:ro"]
        gateway = docker(*shared, *search, "nginx:1.28", "sh", "-c", f"{start} -g 'daemon off;'")
        door = f"http://{docker('port', gateway, '8080/tcp').splitlines()[0]}"
        until(lambda: status(f"{door}/health") == 200, "the gateway answers", 30)
        until(lambda: status(f"{door}/movies") == 200, "the gateway has found movies", 30)
        assert requests.get(f"{door}/movies", timeout=10).text == "here are movies"
        away = requests.get(f"{door}/books", timeout=10)
        assert (away.status_code, away.headers["Content-Type"]) == (502, "application/problem+json")
    finally:
        engine.remove(project)


def status(url: str) -> int | None:
    try:
        return requests.get(url, timeout=10).status_code
    except requests.RequestException:
        return None


def test_a_gateway_without_names_does_not_start(tmp_path: Path) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        adapted("options ndots:5\n", tmp_path)


def adapted(resolv: str, folder: Path) -> tuple[list[str], list[str]]:
    """The lines of nginx.conf before and after adapt.sh has had it, in a pod with this resolv.conf."""
    (folder / "resolv.conf").write_text(resolv, encoding="utf-8")
    command = ["sh", FOLDER / "base/gateway/adapt.sh", CONFIGURATION, folder / "resolv.conf", folder / "nginx.conf"]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    files = (CONFIGURATION, folder / "nginx.conf")
    before, after = (file.read_text(encoding="utf-8").splitlines() for file in files)
    return before, after


# the secrets, and what the README says


def test_secrets_are_made_once(secrets: Path) -> None:
    before = {path: path.read_text(encoding="utf-8") for path in secrets.glob("*/*")}
    assert make(secrets) == ""
    assert {path: path.read_text(encoding="utf-8") for path in secrets.glob("*/*")} == before
    assert {path.stat().st_mode & 0o77 for path in before} == {0}


def test_no_two_secrets_are_alike_and_those_that_must_fit_do(secrets: Path) -> None:
    passwords = [
        found[1]
        for path in [*secrets.glob("*/*-url"), secrets / "postgres" / "password", secrets / "authors" / "books-api-key"]
        if (found := re.search(r"([0-9a-f]{48})", path.read_text(encoding="utf-8")))
    ]
    assert len(passwords) == len(set(passwords)) == 4 + 2 + 2
    for service in SERVICES:
        url = (secrets / service / "database-url").read_text(encoding="utf-8")
        assert re.fullmatch(rf"postgresql://{service}:[0-9a-f]+@postgres/{service}", url)
    allowed = yaml.safe_load((secrets / "books" / "api-keys.json").read_text(encoding="utf-8"))
    key = (secrets / "authors" / "books-api-key").read_bytes()
    assert hashlib.sha256(key).hexdigest() in [each["sha256"] for each in allowed if each["name"] == "authors"]


def test_every_secret_that_is_made_is_read(secrets: Path, keys: dict[str, set[str]], cluster: Cluster) -> None:
    assert {path.parent.name for path in secrets.glob("*/*")} == keys.keys()
    for name, held in keys.items():
        read = [use.files for pod in cluster.pods for use in pod.secrets if use.secret == name]
        assert None in read or held == {key for files in read for key in files or ()}


def test_what_the_readme_names_is_there(cluster: Cluster) -> None:
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    commands = "\n".join(re.findall(r"^\$ (.*)$", text, re.MULTILINE))
    named = re.findall(r"\b(deployment|job|service|statefulset|configmap|hpa|networkpolicy)/([a-z-]+)", commands)
    assert named
    kinds = {"hpa": "horizontalpodautoscaler"}
    there = {(each["kind"].lower(), each["metadata"]["name"]) for each in cluster.manifests}
    assert [each for each in named if (kinds.get(each[0], each[0]), each[1]) not in there] == []
    paths = re.findall(r"(?<![\w/])(compose/[\w./-]+|solutions/[\w./-]+)", commands)
    assert [path for path in paths if not (ROOT / path).exists()] == []
    for image in {each["image"] for pod in cluster.pods if pod.name in checks.OURS for each in pod.containers}:
        assert (
            f"--tag {image.replace(':1.0.0', '')}" in text.replace("$REGISTRY", image.rpartition("/")[0])
            or "$name" in text
        )
