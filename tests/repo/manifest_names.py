"""Whether what the manifests of `compose/kubernetes` name is there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from manifests import Cluster, Pod, titled

Problems = Iterator[str]


def names(cluster: Cluster) -> Problems:
    """Every Service, Secret, ConfigMap, port, volume and workload that is named is there."""
    for pod in cluster.pods:
        yield from volumes_named(cluster, pod)
        for container in pod.all_containers:
            yield from ports_named(pod, container)
            yield from addresses_named(cluster, pod, container)
    for name, service in cluster.services.items():
        for port in service["spec"]["ports"]:
            for pod in cluster.selected({"matchLabels": service["spec"]["selector"]}):
                if pod.end(port.get("targetPort", port["port"])) not in pod.ports.values():
                    yield f"Service {name}: {pod.name} has no port {port.get('targetPort')}"
    for each in cluster.of("HorizontalPodAutoscaler"):
        target = each["spec"]["scaleTargetRef"]
        if not any((pod.kind, pod.name) == (target["kind"], target["name"]) for pod in cluster.pods):
            yield f"{titled(each)}: there is no {target['kind']} {target['name']}"
    for each in cluster.of("StatefulSet"):
        if each["spec"]["serviceName"] not in cluster.services:
            yield f"{titled(each)}: there is no Service {each['spec']['serviceName']}"


def volumes_named(cluster: Cluster, pod: Pod) -> Problems:
    mounted = {mount["name"] for each in pod.all_containers for mount in each.get("volumeMounts", [])}
    for name in mounted ^ pod.volumes.keys():
        yield f"{pod.name}: volume {name} is not both declared and mounted"
    for use in pod.secrets:
        if use.secret not in cluster.secrets or not set(use.files or ()) <= cluster.secrets[use.secret]:
            yield f"{pod.name}: there is no Secret {use.secret} with {sorted(use.files or ())}"
    for volume in pod.volumes.values():
        if "configMap" in volume and volume["configMap"]["name"] not in cluster.maps:
            yield f"{pod.name}: there is no ConfigMap {volume['configMap']['name']}"
    for container in pod.all_containers:
        yield from files_named(cluster, pod, container)


def files_named(cluster: Cluster, pod: Pod, container: Mapping[str, Any]) -> Problems:
    """Problems of a command that runs what is in a ConfigMap."""
    maps = {name: volume["configMap"]["name"] for name, volume in pod.volumes.items() if "configMap" in volume}
    for mount in container.get("volumeMounts", []):
        for word in container.get("command", []):
            if mount["name"] in maps and word.startswith(f"{mount['mountPath']}/"):
                file = word.removeprefix(f"{mount['mountPath']}/")
                if file not in cluster.maps.get(maps[mount["name"]], ()):
                    yield f"{pod.name}: there is no {file} in the ConfigMap {maps[mount['name']]}"


def ports_named(pod: Pod, container: Mapping[str, Any]) -> Problems:
    for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
        port = container.get(probe, {}).get("httpGet", {}).get("port")
        if port is not None and pod.end(port) not in pod.ports.values():
            yield f"{pod.name}: {probe} asks port {port}, which it has not"


def addresses_named(cluster: Cluster, pod: Pod, container: Mapping[str, Any]) -> Problems:
    """Problems of the variables: addresses of other services, and files."""
    held = set()
    for mount in container.get("volumeMounts", []):
        for use in (use for use in pod.secrets if use.volume == mount["name"]):
            files = cluster.secrets.get(use.secret, set()) if use.files is None else use.files.values()
            held |= {f"{mount['mountPath']}/{file}" for file in files}
    for variable in container.get("env", []):
        name, value = variable["name"], variable.get("value", "")
        if name.endswith("_FILE") and value not in held:
            yield f"{pod.name}: {name} is {value}, and no such file is mounted"
        if (address := urlsplit(value)).scheme == "http" and not listens(cluster, address.hostname, address.port):
            yield f"{pod.name}: {name} is {value}, and no Service is there"


def listens(cluster: Cluster, host: str | None, port: int | None) -> bool:
    """Whether a Service has this name and this port."""
    service = cluster.services.get(host or "")
    return service is not None and port in [each["port"] for each in service["spec"]["ports"]]
