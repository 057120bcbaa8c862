"""The manifests of `compose/kubernetes`, rendered, and how what is in them is found from each other."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from workshop.catalog import ROOT

FOLDER = ROOT / "compose" / "kubernetes"
SERVICES = ("movies", "users", "books", "authors")
SCALED = ("gateway", *SERVICES)

Manifest = dict[str, Any]


def missing() -> str | None:
    """Why manifests can't be rendered here, or None where they can."""
    return None if shutil.which("kubectl") else "kubectl is not installed"


def render(folder: Path) -> list[Manifest]:
    """What `kubectl apply -k FOLDER` would apply; no cluster is asked."""
    done = subprocess.run(["kubectl", "kustomize", folder], capture_output=True, encoding="utf-8", timeout=60)
    assert done.returncode == 0, done.stderr
    return list(yaml.safe_load_all(done.stdout))


@dataclass(frozen=True)
class SecretUse:
    """A Secret in a volume: under which path each of the keys is that are taken of it; None where that is all of it."""

    volume: str
    secret: str
    files: Mapping[str, str] | None


@dataclass(frozen=True)
class Pod:
    """The pods of one workload."""

    kind: str
    name: str
    labels: Mapping[str, str]
    spec: dict[str, Any]
    workload: Manifest

    @property
    def containers(self) -> list[dict[str, Any]]:
        """Those that stay."""
        found: list[dict[str, Any]] = self.spec["containers"]
        return found

    @property
    def all_containers(self) -> list[dict[str, Any]]:
        return [*self.spec.get("initContainers", []), *self.containers]

    @property
    def ports(self) -> dict[str, int]:
        return {port["name"]: port["containerPort"] for each in self.containers for port in each.get("ports", [])}

    @property
    def volumes(self) -> dict[str, dict[str, Any]]:
        claims = self.workload["spec"].get("volumeClaimTemplates", [])
        return {each["name"]: each for each in self.spec.get("volumes", [])} | {
            each["metadata"]["name"]: each for each in claims
        }

    @property
    def secrets(self) -> list[SecretUse]:
        """What of which Secret is mounted, from all volumes."""
        found = []
        for name, volume in self.volumes.items():
            sources = volume.get("projected", {}).get("sources", [volume])
            for secret in (each["secret"] for each in sources if "secret" in each):
                files = {item["key"]: item["path"] for item in secret["items"]} if "items" in secret else None
                found.append(SecretUse(name, secret.get("secretName") or secret["name"], files))
        return found

    def end(self, port: int | str) -> int | None:
        """The number of a port, which may be given by its name; None where there is none."""
        return self.ports.get(port) if isinstance(port, str) else port


class Cluster:
    """Manifests, as they are found from each other. `secrets` has the keys of each Secret that is made elsewhere."""

    def __init__(self, manifests: list[Manifest], secrets: Mapping[str, set[str]]) -> None:
        self.manifests = manifests
        self.secrets = secrets
        self.maps = {each["metadata"]["name"]: set(each["data"]) for each in self.of("ConfigMap")}
        self.services = {each["metadata"]["name"]: each for each in self.of("Service")}
        workloads = [*self.of("Deployment"), *self.of("StatefulSet"), *self.of("Job")]
        self.pods = [
            Pod(
                each["kind"],
                each["metadata"]["name"],
                each["spec"]["template"]["metadata"]["labels"],
                each["spec"]["template"]["spec"],
                each,
            )
            for each in workloads
        ]

    def of(self, kind: str) -> list[Manifest]:
        return [each for each in self.manifests if each["kind"] == kind]

    def find(self, kind: str, name: str) -> Manifest:
        """The manifest of that kind and name."""
        return next(each for each in self.of(kind) if each["metadata"]["name"] == name)

    def pod(self, name: str) -> Pod:
        return next(pod for pod in self.pods if pod.name == name)

    def selected(self, selector: Mapping[str, Any]) -> list[Pod]:
        return [pod for pod in self.pods if matches(selector, pod.labels)]


def matches(selector: Mapping[str, Any], labels: Mapping[str, str]) -> bool:
    """Whether a label selector selects something that has these labels; an empty one selects everything."""
    for each in selector.get("matchExpressions", []):
        inside = labels.get(each["key"]) in each.get("values", [])
        if not {"In": inside, "NotIn": not inside, "Exists": each["key"] in labels}[each["operator"]]:
            return False
    return selector.get("matchLabels", {}).items() <= labels.items()


def titled(manifest: Manifest) -> str:
    return f"{manifest['kind']} {manifest['metadata']['name']}"
