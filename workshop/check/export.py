"""Write a verdict for other programs: JSON, and JUnit's XML as CI servers read it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from xml.etree import ElementTree

import msgspec

from workshop.check.verdict import Verdict
from workshop.harness.record import CheckResult

NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_json(verdict: Verdict) -> bytes:
    """The verdict as indented JSON; its form is `schema()`."""
    return msgspec.json.format(msgspec.json.encode(verdict), indent=2) + b"\n"


def schema() -> dict[str, Any]:
    """The JSON Schema of what `to_json` writes."""
    return msgspec.json.schema(Verdict)


def to_junit(verdict: Verdict) -> bytes:
    """The verdict as a JUnit report: a suite a task, a case a check."""
    suites = ElementTree.Element("testsuites", name=verdict.lesson, time=f"{verdict.seconds:.3f}")
    for task in verdict.tasks:
        _suite(suites, verdict.lesson, f"{task.number} {task.title}", task.checks)
    if verdict.guards:
        _suite(suites, verdict.lesson, "What worked before", verdict.guards)
    document: bytes = ElementTree.tostring(suites, encoding="utf-8", xml_declaration=True)
    return document


def _suite(suites: ElementTree.Element, lesson: str, name: str, checks: Sequence[CheckResult]) -> None:
    statuses = [check.status for check in checks]
    suite = ElementTree.SubElement(
        suites,
        "testsuite",
        name=name,
        tests=str(len(statuses)),
        failures=str(statuses.count("failed")),
        skipped=str(statuses.count("skipped")),
        errors="0",
    )
    for check in checks:
        _case(suite, lesson, check)


def _case(suite: ElementTree.Element, lesson: str, check: CheckResult) -> None:
    case = ElementTree.SubElement(
        suite, "testcase", classname=lesson, name=_clean(check.requirement), time=f"{check.seconds:.3f}"
    )
    if check.status == "failed":
        failure = ElementTree.SubElement(case, "failure", message=_clean(check.message.partition("\n")[0]))
        failure.text = _clean(check.message)
        ElementTree.SubElement(case, "system-out").text = _clean(check.log)
    elif check.status == "skipped":
        ElementTree.SubElement(case, "skipped", message=_clean(check.message))


def _clean(text: str) -> str:
    """Without the characters that XML 1.0 has no place for."""
    return NOT_XML.sub("�", text)
