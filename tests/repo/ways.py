"""Who can reach whom under the NetworkPolicies of `compose/kubernetes`, worked out as a network plug-in would."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from manifests import SCALED, SERVICES, Cluster, Pod, matches, titled

OUTSIDE, NAMES = "everybody", "the cluster's DNS"
# who may connect to whom
WAYS = {
    (OUTSIDE, "gateway"),
    *(("gateway", service) for service in SERVICES),
    ("authors", "books"),
    ("movies", "users"),
    *((service, "postgres") for service in (*SERVICES, "migrate")),
    ("users", "valkey"),
    ("authors", "valkey"),
    *((caller, NAMES) for caller in (*SCALED, "migrate")),
}


def ways(cluster: Cluster) -> Iterator[str]:
    """Each pod reaches exactly what it must, and nobody else."""
    if not any(is_default(each["spec"]) for each in cluster.of("NetworkPolicy")):
        yield "who has no policy may do everything"
    for each in cluster.of("NetworkPolicy"):
        if each["spec"]["podSelector"] and not cluster.selected(each["spec"]["podSelector"]):
            yield f"{titled(each)} is for no pod that there is"
    there = set(open_ways(cluster))
    for source, target in sorted(WAYS - there):
        yield f"{source} can't reach {target}"
    for source, target in sorted(there - WAYS):
        yield f"{source} can reach {target}"


def is_default(spec: Mapping[str, Any]) -> bool:
    """Whether a policy closes everything, both ways, to all pods."""
    closed = "ingress" not in spec and "egress" not in spec and set(spec["policyTypes"]) == {"Ingress", "Egress"}
    return closed and spec["podSelector"] == {}


def open_ways(cluster: Cluster) -> Iterator[tuple[str, str]]:
    """Who can open a connection to whom; a port that nobody listens on leads nowhere."""
    dns = {"k8s-app": "kube-dns"}
    for source in cluster.pods:
        if all(allows(cluster, source, "Egress", dns, 53, protocol, "kube-system") for protocol in ("UDP", "TCP")):
            yield source.name, NAMES
        if allows(cluster, source, "Egress", {}, 443, "TCP", None):
            yield source.name, OUTSIDE
        for target in cluster.pods:
            for port in target.ports.values():
                if allows(cluster, source, "Egress", target.labels, port) and allows(
                    cluster, target, "Ingress", source.labels, port
                ):
                    yield source.name, target.name
    for target in cluster.pods:
        for port in target.ports.values():
            if allows(cluster, target, "Ingress", {}, port, "TCP", None):
                yield OUTSIDE, target.name


def allows(
    cluster: Cluster,
    pod: Pod,
    direction: str,
    peer: Mapping[str, str],
    port: int,
    protocol: str = "TCP",
    namespace: str | None = "library",
) -> bool:
    """Whether the policies for this pod let it talk in this direction with a pod that has these labels.

    The namespace None is for somebody outside the cluster.
    """
    here: str = cluster.of("Namespace")[0]["metadata"]["name"]
    there = here if namespace == "library" else namespace
    mine = [each["spec"] for each in cluster.of("NetworkPolicy") if matches(each["spec"]["podSelector"], pod.labels)]
    mine = [spec for spec in mine if direction in spec["policyTypes"]]
    rules = [rule for spec in mine for rule in spec.get(direction.lower(), [])]
    return not mine or any(
        fits_port(rule, port, protocol) and fits_peer(rule, direction, peer, here, there) for rule in rules
    )


def fits_port(rule: Mapping[str, Any], port: int, protocol: str) -> bool:
    ports = rule.get("ports", [])
    return not ports or any((each.get("port"), each.get("protocol", "TCP")) == (port, protocol) for each in ports)


def fits_peer(rule: Mapping[str, Any], direction: str, labels: Mapping[str, str], here: str, there: str | None) -> bool:
    peers = rule.get("from" if direction == "Ingress" else "to", [])
    for peer in peers:
        spaces = peer.get("namespaceSelector", {"matchLabels": {"kubernetes.io/metadata.name": here}})
        inside = there is not None and matches(spaces, {"kubernetes.io/metadata.name": there})
        if "ipBlock" in peer or (inside and matches(peer.get("podSelector", {}), labels)):
            return True
    return not peers
