"""Manifests of `compose/kubernetes`, broken on purpose: which check must say what of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import manifest_checks as checks
from manifest_checks import Problems
from manifests import Cluster

Break = Callable[[Cluster], object]


def container(cluster: Cluster, pod: str = "movies") -> dict[str, Any]:
    return cluster.pod(pod).containers[0]


def policy(cluster: Cluster, name: str) -> dict[str, Any]:
    spec: dict[str, Any] = cluster.find("NetworkPolicy", name)["spec"]
    return spec


def spec(cluster: Cluster, kind: str, name: str = "movies") -> dict[str, Any]:
    found: dict[str, Any] = cluster.find(kind, name)["spec"]
    return found


def rename_variable(cluster: Cluster, pod: str, old: str, **new: str) -> None:
    next(each for each in container(cluster, pod)["env"] if each["name"] == old).update(new)


BROKEN: list[tuple[Callable[[Cluster], Problems], str, Break]] = [
    (
        checks.schemas,
        "Additional properties are not allowed ('replica'",
        lambda c: spec(c, "Deployment").update(replica=2),
    ),
    (
        checks.schemas,
        "is not of type 'integer'",
        lambda c: spec(c, "HorizontalPodAutoscaler").update(minReplicas="two"),
    ),
    (checks.one_namespace, "Service movies is in another", lambda c: c.services["movies"]["metadata"].pop("namespace")),
    (
        checks.selectors,
        "Service movies selects the pods of ['users']",
        lambda c: c.services["movies"]["spec"].update(selector={checks.NAME: "users"}),
    ),
    (
        checks.selectors,
        "Service movies selects the pods of []",
        lambda c: c.services["movies"]["spec"].update(selector={"app": "movies"}),
    ),
    (
        checks.selectors,
        "PodDisruptionBudget movies selects",
        lambda c: spec(c, "PodDisruptionBudget")["selector"].update(matchLabels={}),
    ),
    (
        checks.names,
        "no Secret movie with",
        lambda c: c.pod("movies").volumes["secrets"]["secret"].update(secretName="movie"),
    ),
    (
        checks.names,
        "no Secret movies with ['url']",
        lambda c: (
            c.pod("migrate").volumes["secrets"]["projected"]["sources"][0]["secret"]["items"][0].update(key="url")
        ),
    ),
    (
        checks.names,
        "MOVIES_DATABASE_URL_FILE is /run/secrets/movies/database-url",
        lambda c: c.pod("migrate").volumes["secrets"]["projected"]["sources"].pop(0),
    ),
    (checks.names, "no adapt.sh in the ConfigMap", lambda c: c.of("ConfigMap")[0]["data"].pop("adapt.sh")),
    (
        checks.names,
        "no ConfigMap gateway",
        lambda c: c.pod("gateway").volumes["given"]["configMap"].update(name="gateway"),
    ),
    (checks.names, "volume tmp is not both declared and mounted", lambda c: container(c)["volumeMounts"].pop(0)),
    (
        checks.names,
        "readinessProbe asks port web",
        lambda c: container(c)["readinessProbe"]["httpGet"].update(port="web"),
    ),
    (
        checks.names,
        "Service movies: movies has no port web",
        lambda c: c.services["movies"]["spec"]["ports"][0].update(targetPort="web"),
    ),
    (
        checks.names,
        "DATABASE_URL_FILE is /run/secrets/database-url",
        lambda c: rename_variable(c, "movies", "DATABASE_URL_FILE", value="/run/secrets/database-url"),
    ),
    (
        checks.names,
        "BOOKS_URL is http://books:8000",
        lambda c: rename_variable(c, "authors", "BOOKS_URL", value="http://books:8000"),
    ),
    (
        checks.names,
        "there is no Deployment movie",
        lambda c: spec(c, "HorizontalPodAutoscaler")["scaleTargetRef"].update(name="movie"),
    ),
    (
        checks.names,
        "there is no Service database",
        lambda c: spec(c, "StatefulSet", "postgres").update(serviceName="database"),
    ),
    (checks.probes, "'liveness': '/ready'", lambda c: container(c)["livenessProbe"]["httpGet"].update(path="/ready")),
    (
        checks.probes,
        "'readiness': '/health'",
        lambda c: container(c)["readinessProbe"]["httpGet"].update(path="/health"),
    ),
    (checks.probes, "'startup': None", lambda c: container(c, "gateway").pop("startupProbe")),
    (checks.probes, "less than 30 seconds", lambda c: container(c)["startupProbe"].update(failureThreshold=5)),
    (
        checks.rights,
        "admits pods that are not restricted",
        lambda c: c.of("Namespace")[0]["metadata"].update(labels={}),
    ),
    (checks.rights, "movies may run as root", lambda c: c.pod("movies").spec["securityContext"].pop("runAsNonRoot")),
    (
        checks.rights,
        "movies is somebody else",
        lambda c: c.pod("movies").spec["securityContext"].update(runAsUser=1000),
    ),
    (
        checks.rights,
        "movies may use every system call",
        lambda c: c.pod("movies").spec["securityContext"].pop("seccompProfile"),
    ),
    (
        checks.rights,
        "movies can speak to the cluster's API",
        lambda c: c.pod("movies").spec.pop("automountServiceAccountToken"),
    ),
    (checks.rights, "movies shares something", lambda c: c.pod("movies").spec.update(hostNetwork=True)),
    (
        checks.rights,
        "movies mounts a folder of its node",
        lambda c: c.pod("movies").spec["volumes"].append({"name": "x", "hostPath": {"path": "/"}}),
    ),
    (
        checks.rights,
        "adapt has the rights {}",
        lambda c: c.pod("gateway").spec["initContainers"][0].pop("securityContext"),
    ),
    (
        checks.rights,
        "service has the rights",
        lambda c: container(c)["securityContext"].update(readOnlyRootFilesystem=False),
    ),
    (checks.limits, "None of memory, limit 256Mi", lambda c: container(c)["resources"]["requests"].pop("memory")),
    (
        checks.limits,
        "512Mi of memory, limit 256Mi",
        lambda c: container(c)["resources"]["requests"].update(memory="512Mi"),
    ),
    (checks.limits, "migrate requests None of cpu", lambda c: container(c, "migrate").update(resources={})),
    (checks.limits, "the volume tmp may fill", lambda c: c.pod("gateway").volumes["tmp"].update(emptyDir={})),
    (
        checks.scaling,
        "movies is scaled from 1 to 3",
        lambda c: spec(c, "HorizontalPodAutoscaler").update(minReplicas=1),
    ),
    (checks.scaling, "movies: of 2 pods 2 may go", lambda c: spec(c, "PodDisruptionBudget").update(maxUnavailable=2)),
    (
        checks.scaling,
        "movies: of 2 pods 0 may go",
        lambda c: c.find("PodDisruptionBudget", "movies").update(spec={"minAvailable": 2}),
    ),
    (
        checks.scaling,
        "movies: an autoscaler is missing",
        lambda c: c.manifests.remove(c.find("HorizontalPodAutoscaler", "movies")),
    ),
    (
        checks.scaling,
        "movies: a disruption budget is missing",
        lambda c: c.manifests.remove(c.find("PodDisruptionBudget", "movies")),
    ),
    (checks.scaling, "movies says how many there are", lambda c: spec(c, "Deployment").update(replicas=2)),
    (checks.scaling, "and PostgreSQL gives 100", lambda c: spec(c, "HorizontalPodAutoscaler").update(maxReplicas=20)),
    (checks.endings, "movies stops before the others know", lambda c: container(c).pop("lifecycle")),
    (
        checks.endings,
        "movies is killed before",
        lambda c: c.pod("movies").spec.update(terminationGracePeriodSeconds=10),
    ),
    (checks.spread, "movies is not spread", lambda c: c.pod("movies").spec["topologySpreadConstraints"].pop()),
    (
        checks.spread,
        "movies is spread among others",
        lambda c: c.pod("movies").spec["topologySpreadConstraints"][0].update(matchLabelKeys=[]),
    ),
    (
        checks.ways,
        "who has no policy may do everything",
        lambda c: c.manifests.remove(c.find("NetworkPolicy", "default-deny")),
    ),
    (checks.ways, "postgres can reach everybody", lambda c: policy(c, "default-deny").update(policyTypes=["Ingress"])),
    (checks.ways, "gateway can't reach movies", lambda c: policy(c, "movies")["ingress"].clear()),
    (checks.ways, "authors can't reach books", lambda c: policy(c, "authors")["egress"].pop(0)),
    (
        checks.ways,
        "movies can't reach postgres",
        lambda c: policy(c, "postgres")["ingress"][0].update(ports=[{"port": 5433}]),
    ),
    (checks.ways, "everybody can reach movies", lambda c: policy(c, "movies")["ingress"][0].pop("from")),
    (
        checks.ways,
        "gateway can reach postgres",
        lambda c: (policy(c, "gateway")["egress"].append({}), policy(c, "postgres")["ingress"][0].pop("from")),
    ),
    (checks.ways, "books can reach everybody", lambda c: policy(c, "books")["egress"].append({})),
    (
        checks.ways,
        "movies can't reach the cluster's DNS",
        lambda c: policy(c, "names")["egress"][0].update(ports=[{"port": 53}]),
    ),
    (checks.ways, "postgres can reach the cluster's DNS", lambda c: policy(c, "names").update(podSelector={})),
    (
        checks.ways,
        "NetworkPolicy movies is for no pod",
        lambda c: policy(c, "movies").update(podSelector={"matchLabels": {checks.NAME: "movie"}}),
    ),
    (
        checks.doors,
        "Service movies is of type NodePort",
        lambda c: c.services["movies"]["spec"].update(type="NodePort"),
    ),
    (
        checks.doors,
        "does not see its clients' addresses",
        lambda c: c.services["gateway"]["spec"].pop("externalTrafficPolicy"),
    ),
    (checks.doors, "a second door", lambda c: c.manifests.append({"kind": "Ingress"})),
    (checks.doors, "takes a port of its node", lambda c: container(c)["ports"][0].update(hostPort=8001)),
    (
        checks.secrecy,
        "Secret movies is a secret",
        lambda c: c.manifests.append({"kind": "Secret", "metadata": {"name": "movies"}}),
    ),
    (
        checks.secrecy,
        "ConfigMap gateway",
        lambda c: c.of("ConfigMap")[0]["data"].update(x="postgresql://movies:pass@postgres/movies"),
    ),
    (
        checks.secrecy,
        "BOOKS_API_KEY in its environment",
        lambda c: rename_variable(c, "authors", "BOOKS_API_KEY_FILE", name="BOOKS_API_KEY"),
    ),
    (checks.secrecy, "something whole", lambda c: container(c).update(envFrom=[{"secretRef": {"name": "movies"}}])),
    (
        checks.secrecy,
        "valkey reads ['cache-url', 'signing-key.pem'] of users",
        lambda c: (
            c.pod("valkey")
            .volumes["secrets"]["projected"]["sources"][0]["secret"]["items"]
            .append({"key": "signing-key.pem", "path": "key"})
        ),
    ),
    (
        checks.secrecy,
        "books reads ['all'] of users",
        lambda c: c.pod("books").volumes["secrets"]["secret"].update(secretName="users"),
    ),
    (checks.images, "whatever that may be", lambda c: container(c).update(image="registry.example.org/library/movies")),
    (
        checks.images,
        "library/users:1.0.0",
        lambda c: container(c).update(image="registry.example.org/library/users:1.0.0"),
    ),
    (
        checks.images,
        "of the releases ['0.9', '1.0.0']",
        lambda c: container(c, "migrate").update(image="registry.example.org/library/migrate:0.9"),
    ),
]
