"""What a service's document allows, and what it doesn't, is sent to it: no 500, no reply outside the document."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from free_ports import on_free_ports
from workshop.catalog import lessons
from workshop.stacks.stack import Stack, running

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "positive_data_acceptance",
    "unsupported_method",
    "allow_header_conformance",
    "use_after_free",
    "ensure_resource_availability",
    "ignored_auth",
)
# who was registered is seen by themselves only; and me is an id, too, so that /users/me allows what /users/{id} does
NOT_FOR = {"users": {"ensure_resource_availability", "allow_header_conformance"}}
CONFIG = Path(__file__).with_name("schemathesis.toml")
KEY = {"X-API-Key": "development-librarian"}
ACCOUNT = {"email": "ada@example.org", "password": "development-password"}
EXAMPLES = 25  # random ones an operation, beside those at every boundary of its schema
SECONDS = 240
LAST = [lesson for lesson in lessons() if lesson.number > 2][-1]
SEED = int(os.environ.get("WORKSHOP_SEED", "0"), 16) or int.from_bytes(os.urandom(3), "big")


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with running("documents", on_free_ports(LAST), print, tmp_path_factory.mktemp("stack")) as stack:
        yield stack


def proof(service: str, stack: Stack) -> dict[str, str]:
    """What the service wants to see of its clients."""
    if service in ("books", "authors"):
        return KEY
    login = requests.post(f"{stack.members['users'].url}/login", json=ACCOUNT, timeout=10)
    return {"Authorization": f"Bearer {login.json()['access_token']}"}


@pytest.mark.portioned
@pytest.mark.parametrize("service", LAST.stack)
def test_what_a_client_may_send(service: str, stack: Stack, tmp_path: Path) -> None:
    member = stack.members[service]
    documents = [f"{member.url}/openapi.json", f"{member.url}/swagger.json"]
    document = documents[1] if service == "movies" else documents[0]
    report = tmp_path / "report.json"
    checks = ",".join(check for check in CHECKS if check not in NOT_FOR.get(service, ()))
    program = [str(Path(sys.executable).with_name("schemathesis")), "--config-file", str(CONFIG), "run", document]
    headers = [f"--header={name}: {value}" for name, value in proof(service, stack).items()]
    bounds = ["--max-examples", str(EXAMPLES), "--seed", str(SEED), "--request-timeout", "10", "--workers", "1"]
    program += ["--checks", checks]
    reported = ["--continue-on-failure", "--report", "json", "--report-json-path", str(report), "--no-color"]
    done = subprocess.run(
        [*program, *headers, *bounds, *reported],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    print(f"schemathesis, seed {SEED} (repeat with WORKSHOP_SEED={SEED:x})\n{done.stdout}{done.stderr}")
    assert done.returncode == 0
    assert json.loads(report.read_text())
