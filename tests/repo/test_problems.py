"""What checks require of a problem detail, and what they say of one that is none."""

from __future__ import annotations

import json
from http.client import HTTPMessage
from typing import Any

import pytest

from tests.contract.problems import parameters, pointers, problem
from workshop.harness.http import Answer, Request
from workshop.harness.reply import Reply, Unmet

GOOD = {"type": "about:blank", "title": "Not Found", "status": 404, "detail": "No book has this id."}
KIND = "application/problem+json"


def reply(document: Any, kind: str | None = KIND, status: int = 404) -> Reply:
    headers = HTTPMessage()
    if kind:
        headers["Content-Type"] = kind
    return Reply(Request("GET", "/books/7"), Answer(status, headers, json.dumps(document).encode(), 0.1))


@pytest.mark.parametrize("kind", [KIND, f"{KIND}; charset=utf-8", "Application/Problem+JSON"])
def test_a_problem_detail_is_given_back(kind: str) -> None:
    assert problem(reply(GOOD, kind), 400, 404) == GOOD
    assert problem(reply({"title": "Not Found", "status": 404, "more": 1})) == {
        "title": "Not Found",
        "status": 404,
        "more": 1,
    }


@pytest.mark.parametrize(
    ("came", "says"),
    [
        (reply(GOOD, status=500), "expected 404 Not Found: it is not there\ngot      500"),
        (reply(GOOD, "application/json"), "expected Content-Type: application/problem+json: by this type"),
        (reply(GOOD, None), "(no Content-Type)"),
        (reply([GOOD]), "expected a problem detail, which is a JSON object"),
        (reply(GOOD | {"status": 400}), "expected status: 404: the body may be read"),
        (reply(GOOD | {"status": "404"}), 'got      status: "404"'),
        (reply({"status": 404}), "expected title: a text: it says in a few words"),
        (reply(GOOD | {"title": " "}), "expected title: a text"),
        (reply(GOOD | {"detail": ""}), "expected detail: a text: it tells the reader"),
        (reply(GOOD | {"detail": None}), "expected detail: a text"),
        (reply(GOOD | {"type": None}), "expected type: a string"),
    ],
)
def test_what_is_none_is_told(came: Reply, says: str) -> None:
    with pytest.raises(Unmet) as unmet:
        problem(came, 404, because="it is not there")
    assert says in str(unmet.value)


def test_where_the_errors_are() -> None:
    errors: list[Any] = [{"pointer": "#/year"}, {"pointer": "/title"}, {"pointer": "#/cast/0"}, {"pointer": "#/a%20b"}]
    errors += [{"parameter": "page"}, {"pointer": 7}, "none", {"pointer": "#"}]
    assert pointers({"errors": errors}) == {"/year", "/title", "/cast/0", "/a b", ""}
    assert parameters({"errors": errors}) == {"page"}
    for errors_of_none in (None, "year", {"year": "wrong"}):
        assert pointers({"errors": errors_of_none}) == parameters({"errors": errors_of_none}) == set()
    assert pointers({}) == set()
