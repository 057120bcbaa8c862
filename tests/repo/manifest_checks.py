"""What must hold of the manifests of `compose/kubernetes` that no schema says: a check gives the problems it sees."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable, Iterator, Mapping

import kubernetes_validate
import yaml

from manifest_names import names
from manifests import SCALED, SERVICES, Cluster, titled
from ways import ways
from workshop.catalog import ROOT

VERSIONS = ("1.30", "1.37")  # the oldest that the README allows, and the newest that is published
NAME = "app.kubernetes.io/name"
SECRET_NAME = re.compile(r"PASSWORD|SECRET|TOKEN|KEY|DATABASE_URL|REDIS_URL|CREDENTIAL")
SECRET_TEXT = re.compile(
    r"://[\w.-]+:(?!password@)[\w.~-]+@|BEGIN [A-Z ]*PRIVATE KEY|for-development-only|development-"
)
# what a pod may read of others' secrets: the stores must know who comes, and with which password
SHARED = {"postgres": "database-url", "valkey": "cache-url", "migrate": "database-url"}
PRE_STOP = 3  # seconds, in which the news of a pod's end reaches those who send it requests
STARTING = 30  # seconds that a service may take to start
OURS = (*SERVICES, "migrate")  # whose images we build
RESERVED = 3  # connections that PostgreSQL keeps for its administrator

Problems = Iterator[str]


def schemas(cluster: Cluster) -> Problems:
    """Each manifest is what Kubernetes publishes that one is, and says nothing that it does not know."""
    for each in cluster.manifests:
        for version in VERSIONS:
            if problem := wrong(json.dumps(each), version):
                yield f"{titled(each)}, {version}: {problem}"


@functools.cache
def wrong(manifest: str, version: str) -> str | None:
    """What the schema of that version has against a manifest, which is given as JSON."""
    try:
        kubernetes_validate.validate(json.loads(manifest), version, strict=True)
    except kubernetes_validate.ValidationError as error:
        return str(error.message)
    return None


def one_namespace(cluster: Cluster) -> Problems:
    """Everything is in the one namespace that there is."""
    (namespace,) = cluster.of("Namespace")
    for each in cluster.manifests:
        if each is not namespace and each["metadata"].get("namespace") != namespace["metadata"]["name"]:
            yield f"{titled(each)} is in another namespace"


def selectors(cluster: Cluster) -> Problems:
    """What selects pods selects those that it is meant for, and no others."""
    for each in cluster.manifests:
        name, spec = each["metadata"]["name"], each.get("spec", {})
        if each["kind"] == "Service":
            selector = {"matchLabels": spec["selector"]}
        elif each["kind"] in ("Deployment", "StatefulSet", "PodDisruptionBudget"):
            selector = spec["selector"]
        else:
            continue
        if (found := [pod.name for pod in cluster.selected(selector)]) != [name]:
            yield f"{titled(each)} selects the pods of {found}, not of {name}"


def probes(cluster: Cluster) -> Problems:
    """A service is alive by /health, ready by /ready; the gateway's /health is both; a store is asked its own way."""
    for pod in cluster.pods:
        for container in pod.containers if pod.kind != "Job" else ():
            asked = {
                probe: container.get(f"{probe}Probe", {}).get("httpGet", {}).get("path", "its own way")
                if f"{probe}Probe" in container
                else None
                for probe in ("startup", "liveness", "readiness")
            }
            ready = "/ready" if pod.name in SERVICES else "/health"
            wanted = dict.fromkeys(asked, "its own way")
            if pod.name in SCALED:
                wanted = {"startup": "/health", "liveness": "/health", "readiness": ready}
            if asked != wanted:
                yield f"{pod.name} is asked {asked}, not {wanted}"
            elif (start := container["startupProbe"])["periodSeconds"] * start["failureThreshold"] < STARTING:
                yield f"{pod.name} has less than {STARTING} seconds to start"


def rights(cluster: Cluster) -> Problems:
    """No pod may do more than it must: what the Pod Security Standards call restricted, and read-only besides."""
    (namespace,) = cluster.of("Namespace")
    if namespace["metadata"]["labels"].get("pod-security.kubernetes.io/enforce") != "restricted":
        yield "the namespace admits pods that are not restricted"
    for pod in cluster.pods:
        context = pod.spec.get("securityContext", {})
        if not (context.get("runAsNonRoot") and context.get("runAsUser") and context.get("runAsGroup")):
            yield f"{pod.name} may run as root"
        if pod.name != "postgres" and (context.get("runAsUser"), context.get("runAsGroup")) != (10001, 10001):
            yield f"{pod.name} is somebody else than 10001"
        if context.get("seccompProfile") != {"type": "RuntimeDefault"}:
            yield f"{pod.name} may use every system call"
        if pod.spec.get("automountServiceAccountToken") is not False or "serviceAccountName" in pod.spec:
            yield f"{pod.name} can speak to the cluster's API"
        if any(pod.spec.get(name) for name in ("hostNetwork", "hostPID", "hostIPC")):
            yield f"{pod.name} shares something with its node"
        if any("hostPath" in volume for volume in pod.volumes.values()):
            yield f"{pod.name} mounts a folder of its node"
        for container in pod.all_containers:
            own = container.get("securityContext", {})
            wanted = {
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
                "capabilities": {"drop": ["ALL"]},
            }
            if own != wanted:
                yield f"{pod.name}: {container['name']} has the rights {own}"


def limits(cluster: Cluster) -> Problems:
    """Every container says what it requests, and has a limit that is no less."""
    for pod in cluster.pods:
        for container in pod.all_containers:
            said = container.get("resources", {})
            for kind in ("cpu", "memory"):
                request, limit = (said.get(each, {}).get(kind) for each in ("requests", "limits"))
                if request is None or limit is None or not 0 < amount(request) <= amount(limit):
                    yield f"{pod.name}: {container['name']} requests {request} of {kind}, limit {limit}"
        for volume in pod.volumes.values():
            if "emptyDir" in volume and "sizeLimit" not in volume["emptyDir"]:
                yield f"{pod.name}: the volume {volume['name']} may fill its node's disk"


def amount(quantity: str | int) -> float:
    """A quantity as a number: "100m" is 0.1."""
    units = {"m": 0.001, "Mi": 2**20, "Gi": 2**30}
    number, unit = re.fullmatch(r"([0-9.]+)(m|Mi|Gi)?", str(quantity)).groups()  # type: ignore[union-attr]
    return float(number) * units.get(unit, 1)


def scaling(cluster: Cluster) -> Problems:
    """Gateway and services have an autoscaler, from two on, and a budget that lets one go and keeps the others."""
    bounds = {each["spec"]["scaleTargetRef"]["name"]: each["spec"] for each in cluster.of("HorizontalPodAutoscaler")}
    budgets = {each["metadata"]["name"]: each["spec"] for each in cluster.of("PodDisruptionBudget")}
    for name in bounds.keys() ^ set(SCALED):
        yield f"{name}: an autoscaler is missing, or one too many"
    for name in budgets.keys() ^ set(SCALED):
        yield f"{name}: a disruption budget is missing, or one too many"
    for name in bounds.keys() & budgets.keys() & set(SCALED):
        least, most = bounds[name]["minReplicas"], bounds[name]["maxReplicas"]
        if not 2 <= least < most:
            yield f"{name} is scaled from {least} to {most}"
        going = budgets[name].get("maxUnavailable")
        going = least - budgets[name]["minAvailable"] if going is None else going
        if not 1 <= going < least:
            yield f"{name}: of {least} pods {going} may go at a time"
        if "replicas" in cluster.find("Deployment", name)["spec"]:
            yield f"{name} says how many there are, which is its autoscaler's business"
    yield from connections(cluster, {name: spec["maxReplicas"] for name, spec in bounds.items() if name in SERVICES})


def connections(cluster: Cluster, most: Mapping[str, int]) -> Problems:
    """Problems of a database that all threads of all pods ask at once, and each /ready, in the middle of a release."""
    pods = sum(most.values()) + len(most)  # each with one more while it is released
    needed = pods * (served()["threads"] + 1) + len(SERVICES) + RESERVED  # one for each migration
    (postgres,) = cluster.pod("postgres").containers
    given = next((int(each.partition("=")[2]) for each in postgres.get("args", []) if "max_connections" in each), 100)
    if needed > given:
        yield f"{pods} pods can take {needed} connections, and PostgreSQL gives {given}"


@functools.cache
def served() -> dict[str, int]:
    """How gunicorn serves in the images: its threads, and for how many seconds it ends what is under way."""
    (file,) = sorted(ROOT.glob("solutions/1[34]-*/gunicorn.conf.py"))[-1:]
    found = re.findall(r"^(threads|graceful_timeout) = (\d+)", file.read_text(encoding="utf-8"), re.MULTILINE)
    return {name: int(value) for name, value in found}


def endings(cluster: Cluster) -> Problems:
    """Who is sent requests stops a moment after it was said, and has time to end what is under way."""
    for pod in cluster.pods:
        waiting = [
            each.get("lifecycle", {}).get("preStop", {}).get("sleep", {}).get("seconds", 0) for each in pod.containers
        ]
        if pod.name in SCALED and min(waiting) < PRE_STOP:
            yield f"{pod.name} stops before the others know"
        if (
            pod.name in SERVICES
            and pod.spec["terminationGracePeriodSeconds"] <= max(waiting) + served()["graceful_timeout"]
        ):
            yield f"{pod.name} is killed before gunicorn has ended"


def spread(cluster: Cluster) -> Problems:
    """The pods of a Deployment are spread over nodes and zones, those of a release among themselves."""
    for name in SCALED:
        pod = cluster.pod(name)
        said = pod.spec.get("topologySpreadConstraints", [])
        if {each["topologyKey"] for each in said} != {"kubernetes.io/hostname", "topology.kubernetes.io/zone"}:
            yield f"{name} is not spread over nodes and zones"
        for each in said:
            own = {NAME: pod.labels.get(NAME)}
            keys = {key: pod.labels.get(key) for key in each.get("matchLabelKeys", []) if key in pod.labels}
            selected = cluster.selected(each["labelSelector"])
            if [other.name for other in selected if keys.items() <= other.labels.items()] != [name] or keys != own:
                yield f"{name} is spread among others than itself"


def doors(cluster: Cluster) -> Problems:
    """Only the gateway can be reached from outside the cluster."""
    for name, service in cluster.services.items():
        kind = service["spec"].get("type", "ClusterIP")
        if kind != ("LoadBalancer" if name == "gateway" else "ClusterIP"):
            yield f"Service {name} is of type {kind}"
    if cluster.services["gateway"]["spec"].get("externalTrafficPolicy") != "Local":
        yield "the gateway does not see its clients' addresses, by which it limits them"
    if cluster.of("Ingress"):
        yield "there is a second door"
    for pod in cluster.pods:
        if any("hostPort" in port for each in pod.all_containers for port in each.get("ports", [])):
            yield f"{pod.name} takes a port of its node"


def secrecy(cluster: Cluster) -> Problems:
    """No manifest holds a secret, and no secret gets into an environment: services read them from files."""
    for each in cluster.of("Secret"):
        yield f"{titled(each)} is a secret"
    for each in cluster.manifests:
        if found := SECRET_TEXT.search(yaml.safe_dump(each)):
            yield f"{titled(each)} holds {found[0]}"
    for pod in cluster.pods:
        for container in pod.all_containers:
            for variable in container.get("env", []):
                inside = SECRET_NAME.search(variable["name"]) and not variable["name"].endswith("_FILE")
                if inside or "secretKeyRef" in variable.get("valueFrom", {}):
                    yield f"{pod.name} has {variable['name']} in its environment"
            if container.get("envFrom"):
                yield f"{pod.name} has something whole in its environment"
        for use in pod.secrets:
            if use.secret != pod.name and set(use.files or ["all"]) != {SHARED.get(pod.name)}:
                yield f"{pod.name} reads {sorted(use.files or ['all'])} of {use.secret}"


def images(cluster: Cluster) -> Problems:
    """Every image is named with its tag, and the services' are of one release."""
    for pod in cluster.pods:
        for container in pod.all_containers:
            name, _, tag = container["image"].partition(":")
            if tag in ("", "latest"):
                yield f"{pod.name}: {container['name']} is {container['image']}, whatever that may be"
            if pod.name in OURS and not name.endswith(f"/{pod.name}"):
                yield f"{pod.name}: {container['name']} is {container['image']}"
    releases = {each["image"].partition(":")[2] for name in OURS for each in cluster.pod(name).containers}
    if len(releases) != 1:
        yield f"what runs together is of the releases {sorted(releases)}"


CHECKS: tuple[Callable[[Cluster], Problems], ...] = (
    schemas,
    one_namespace,
    selectors,
    names,
    probes,
    rights,
    limits,
    scaling,
    endings,
    spread,
    ways,
    doors,
    secrecy,
    images,
)
