"""The same requests as a lesson's checks send, as tests that import the program and call its test client."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from workshop.harness.record import CheckResult

CONFTEST = """\
import sys

sys.modules["rfc3987_syntax"] = None
sys.path.insert(0, {folder!r})
"""

PLAY = """\
import json
import os
import re
import tempfile
from pathlib import Path

from movies.app import create_app

ID = re.compile(r'"id": ?"([^"]+)"')
CHECKS = json.loads(Path(__file__).with_name("checks.json").read_text())


def play(number):
    check = CHECKS[number]
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder, "data.json")
        os.environ["DATA_FILE"] = str(data)
        for start in check["starts"] or [{"data": []}]:
            data.write_text(json.dumps(start["data"]))
            client = create_app().test_client()
        ids = {}
        for request in check["requests"]:
            path = request["path"]
            for known, present in ids.items():
                path = path.replace(known, present)
            reply = client.open(path, method=request["method"], headers=request["headers"], data=request["body"])
            assert reply.status_code < 600
            text = reply.get_data().decode(errors="replace")
            ids.update(zip(ID.findall(request["reply"] or ""), ID.findall(text), strict=False))
"""
TESTS = """\
import pytest
from play import CHECKS, play


@pytest.mark.parametrize("number", range(len(CHECKS)))
def test_check(number):
    play(number)
"""


def write_player(folder: Path, checks: Sequence[CheckResult]) -> None:
    """Write into `folder` the module `play`, whose function of this name sends what the check of a number has sent."""
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
    (folder / "play.py").write_text(PLAY, encoding="utf-8")


def write_plain_tests(folder: Path, program: Path, checks: Sequence[CheckResult]) -> None:
    """Write test_plain.py and what it needs into `folder`, to be run over the program in the folder `program`."""
    folder.mkdir()
    write_player(folder, checks)
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    (folder / "conftest.py").write_text(CONFTEST.format(folder=str(program)), encoding="utf-8")
    (folder / "test_plain.py").write_text(TESTS, encoding="utf-8")
