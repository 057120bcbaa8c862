"""A service's document that is odd or broken fails a check in words, and never the check itself."""

from __future__ import annotations

import json
from http.client import HTTPMessage
from typing import Any

import pytest

from workshop.harness.document import Document
from workshop.harness.http import Answer, Request
from workshop.harness.record import Conversation
from workshop.harness.reply import Reply, Unmet

MOVIE = {"type": "object", "properties": {"id": {"type": "string"}, "image": {"type": "string", "nullable": True}}}


def reply(path: str, body: Any, method: str = "GET", status: int = 200) -> Reply:
    headers = HTTPMessage()
    headers["Content-Type"] = "application/json"
    return Reply(Request(method, path), Answer(status, headers, json.dumps(body).encode(), 0.1))


class Publisher:
    """Stands for a service that has `content` at /openapi.json."""

    def __init__(self, content: Any, elsewhere: int = 404) -> None:
        self.content = content
        self.elsewhere = elsewhere
        self.conversation = Conversation()

    def get(self, path: str) -> Reply:
        return reply(path, self.content) if path == "/openapi.json" else reply(path, {}, status=self.elsewhere)


def document(paths: Any, **members: Any) -> Document:
    service: Any = Publisher({"openapi": "3.0.0", "paths": paths} | members)
    return Document(service)


def gets(schema: Any, **members: Any) -> Document:
    """A document whose GET /movies/{id} answers 200 with `schema`."""
    media = {"content": {"application/json": {"schema": schema}}}
    return document({"/movies/{id}": {"get": {"responses": {"200": media}}}}, **members)


@pytest.mark.parametrize(
    "content",
    [[], {}, {"paths": {}}, {"openapi": "3.0.0", "paths": []}, {"openapi": "3.0.0", "paths": {"/": 7}}]
    + [
        {"openapi": "3.0.0", "paths": {"/": {"get": wrong}}}
        for wrong in (7, {"parameters": [7]}, {"responses": {"200": 7}})
    ],
    ids=str,
)
def test_what_is_no_document_is_told(content: Any) -> None:
    service: Any = Publisher(content)
    with pytest.raises(Unmet, match="expected a Swagger or OpenAPI document"):
        Document(service).has("GET", "/movies")


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "#/loop"},
        {"$ref": "#/nowhere/at/all"},
        {"type": 7},
        {"allOf": [{"$ref": "#/loop"}]},
        {"type": "array", "items": {"$ref": "#/around"}},
    ],
    ids=str,
)
def test_a_schema_that_leads_nowhere_is_told(schema: Any) -> None:
    odd = gets(schema, loop={"$ref": "#/loop"}, around={"allOf": [{"$ref": "#/around"}]})
    with pytest.raises(Unmet, match="GET"):
        odd.announces(reply("/movies/7", {"id": "7"}))


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_document_is_found_where_all_else_is_refused(status: int) -> None:
    content = {"openapi": "3.1.0", "paths": {"/movies": {"get": {"responses": {}}}}}
    service: Any = Publisher(content, elsewhere=status)
    Document(service).has("GET", "/movies")


def test_a_reply_as_announced_passes() -> None:
    for schema in (MOVIE, {"$ref": "#/components/schemas/Movie"}, {"allOf": [{"$ref": "#/components/schemas/Movie"}]}):
        good = gets(schema, components={"schemas": {"Movie": MOVIE}})
        good.announces(reply("/movies/7", {"id": "7", "image": None}))


@pytest.mark.parametrize(
    ("came", "says"),
    [
        (reply("/movies/7", {"id": 7}), "id: 7 is not of type 'string'"),
        (reply("/movies/7", {"id": "7", "price": 1}), "nothing there about price"),
        (reply("/movies/7", {}, status=404), "expected 404 among the replies to GET in /openapi.json"),
        (reply("/movies/7", {}, method="PUT"), "expected PUT /movies/7 in /openapi.json"),
        (reply("/films/7", {}), "got      GET /movies/{id}"),
    ],
    ids=["another type", "an unnamed member", "another status", "another method", "another path"],
)
def test_a_reply_that_is_not_as_announced_is_told(came: Reply, says: str) -> None:
    with pytest.raises(Unmet) as unmet:
        gets(MOVIE).announces(came)
    assert says in str(unmet.value)
