"""The same requests as a lesson's checks send, as tests that import the program and call its test client."""

from __future__ import annotations

import json
from pathlib import Path

from workshop.harness.record import CheckResult

CONFTEST = """\
import sys

sys.modules["rfc3987_syntax"] = None
sys.path.insert(0, {folder!r})
"""

TESTS = """\
import json
import re
from pathlib import Path

import pytest
from movies.app import create_app

ID = re.compile(r'"id": ?"([^"]+)"')
CHECKS = json.loads(Path(__file__).with_name("checks.json").read_text())


@pytest.mark.parametrize("number", range(len(CHECKS)))
def test_check(number, tmp_path, monkeypatch):
    data = tmp_path / "data.json"
    monkeypatch.setenv("DATA_FILE", str(data))
    check = CHECKS[number]
    for start in check["starts"] or [{"data": []}]:
        data.write_text(json.dumps(start["data"]))
        client = create_app().test_client()
    ids = {}
    for request in check["requests"]:
        path = request["path"]
        for recorded, present in ids.items():
            path = path.replace(recorded, present)
        body = request["body"]
        reply = client.open(path, method=request["method"], headers=request["headers"], data=body)
        assert reply.status_code < 600
        text = reply.get_data().decode(errors="replace")
        ids.update(zip(ID.findall(request["reply"] or ""), ID.findall(text), strict=False))
"""


def write_plain_tests(folder: Path, program: Path, checks: list[CheckResult]) -> None:
    """Write test_plain.py and what it needs into `folder`, to be run over the program in the folder `program`."""
    folder.mkdir()
    recorded = [
        {
            "starts": [{"data": start.data} for start in check.starts],
            "requests": [
                {
                    "method": exchange.method,
                    "path": exchange.path,
                    "headers": exchange.headers,
                    "body": exchange.body,
                    "reply": exchange.reply,
                }
                for exchange in check.requests
            ],
        }
        for check in checks
    ]
    (folder / "checks.json").write_text(json.dumps(recorded), encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    (folder / "conftest.py").write_text(CONFTEST.format(folder=str(program)), encoding="utf-8")
    (folder / "test_plain.py").write_text(TESTS, encoding="utf-8")
