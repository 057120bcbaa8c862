"""What a service's document allows, and what it doesn't, is sent to it: no 500, no reply outside the document."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from workshop.catalog import lessons
from workshop.serve.command import free_port
from workshop.stacks.members import Member, members
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
)
EXAMPLES = 25  # random ones an operation, beside those at every boundary of its schema
SECONDS = 240
LAST = [lesson for lesson in lessons() if lesson.number > 2][-1]
SEED = int(os.environ.get("WORKSHOP_SEED", "0"), 16) or int.from_bytes(os.urandom(3), "big")


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    stack_members = [on_a_free_port(member) for member in members(LAST, mine=False, say=print)]
    with running("documents", stack_members, print, tmp_path_factory.mktemp("stack")) as stack:
        yield stack


def on_a_free_port(member: Member) -> Member:
    return dataclasses.replace(member, entry=msgspec.structs.replace(member.entry, port=free_port()))


@pytest.mark.parametrize("service", LAST.stack)
def test_what_a_client_may_send(service: str, stack: Stack, tmp_path: Path) -> None:
    member = stack.members[service]
    documents = [f"{member.url}/openapi.json", f"{member.url}/swagger.json"]
    document = documents[1] if service == "movies" else documents[0]
    report = tmp_path / "report.json"
    program = [str(Path(sys.executable).with_name("schemathesis")), "run", document, "--checks", ",".join(CHECKS)]
    bounds = ["--max-examples", str(EXAMPLES), "--seed", str(SEED), "--request-timeout", "10", "--workers", "1"]
    reported = ["--continue-on-failure", "--report", "json", "--report-json-path", str(report), "--no-color"]
    done = subprocess.run(
        [*program, *bounds, *reported], cwd=tmp_path, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    print(f"schemathesis, seed {SEED} (repeat with WORKSHOP_SEED={SEED:x})\n{done.stdout}{done.stderr}")
    assert done.returncode == 0
    assert json.loads(report.read_text())
