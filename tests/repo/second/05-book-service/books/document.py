"""The OpenAPI document."""

from typing import Any

from books.asked import FIELDS

Part = dict[str, Any]


def ref(kind: str, name: str) -> Part:
    return {"$ref": f"#/components/{kind}/{name}"}


def content(schema: Part) -> Part:
    return {"content": {"application/json": {"schema": schema}}}


def answers(good: Part, *bad: int) -> Part:
    return good | {str(status): ref("responses", f"R{status}") for status in (*bad, 503)}


def parameter(name: str, schema: Part, where: str = "query") -> Part:
    return {"name": name, "in": where, "required": where == "path", "schema": schema}


def header(schema: Part) -> Part:
    return {"required": True, "schema": schema}


TEXT: Part = {"type": "string"}
COUNT: Part = {"type": "integer", "minimum": 1}
BOOK_FIELDS: Part = {
    "title": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": r"\S"},
    "author_id": {"type": "string", "pattern": "^[A-Za-z0-9._~-]{1,64}$"},
    "genre": {"type": "string", "minLength": 1, "maxLength": 100, "pattern": r"\S"},
    "year": {"type": "integer", "minimum": -3000, "maximum": 2100},
}
BAD = {
    400: "The query or the body can't be understood",
    404: "No book has this id",
    415: "The body isn't called JSON",
    422: "The body is no book",
    503: "The database does not answer",
}
LISTED: Part = {"description": "A page", "headers": {"Link": header(TEXT)}}
ADDED: Part = {"description": "Added", "headers": {"Location": header({"type": "string", "format": "uri-reference"})}}
UP: Part = {"200": {"description": "It is", **content({"type": "object"})}}

DOCUMENT: Part = {
    "openapi": "3.1.0",
    "info": {"title": "Books", "version": "2"},
    "paths": {
        "/books": {
            "get": {
                "summary": "Books, by title; any other parameter is refused",
                "parameters": [
                    parameter("genre", {"type": "string", "minLength": 1}),
                    parameter("author_id", {"type": "string", "minLength": 1}),
                    parameter("page", COUNT),
                    parameter("size", COUNT | {"maximum": 100, "default": 20}),
                ],
                "responses": answers(
                    {"200": LISTED | content({"type": "array", "maxItems": 100, "items": ref("schemas", "Book")})}, 400
                ),
            },
            "post": {
                "summary": "Add a book",
                "requestBody": {"required": True, **content(ref("schemas", "NewBook"))},
                "responses": answers({"201": ADDED | content(ref("schemas", "Book"))}, 400, 415, 422),
            },
        },
        "/books/{book_id}": {
            "parameters": [parameter("book_id", TEXT, "path")],
            "get": {
                "summary": "One book",
                "responses": answers({"200": {"description": "It", **content(ref("schemas", "Book"))}}, 404),
            },
            "delete": {"summary": "Remove it", "responses": answers({"204": {"description": "Gone"}}, 404)},
        },
        "/health": {"get": {"summary": "Whether the process is up", "responses": UP}},
        "/openapi.json": {"get": {"summary": "This", "responses": UP}},
    },
    "components": {
        "responses": {
            f"R{status}": {"description": description, **content(ref("schemas", "Bad"))}
            for status, description in BAD.items()
        },
        "schemas": {
            "NewBook": {
                "type": "object",
                "additionalProperties": False,
                "required": list(FIELDS),
                "properties": BOOK_FIELDS,
            },
            "Book": {
                "type": "object",
                "additionalProperties": False,
                "required": ["id", *FIELDS],
                "properties": {"id": TEXT, **BOOK_FIELDS},
            },
            "Bad": {
                "type": "object",
                "required": ["status", "reason"],
                "properties": {
                    "status": {"type": "integer"},
                    "reason": TEXT,
                    "problems": {
                        "type": "array",
                        "items": {"type": "object", "properties": {"name": TEXT, "problem": TEXT}},
                    },
                },
            },
        },
    },
}
