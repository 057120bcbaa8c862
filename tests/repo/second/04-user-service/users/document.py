"""The OpenAPI document, written by hand."""

from typing import Any

Part = dict[str, Any]


def reply(description: str, schema: str, **more: Any) -> Part:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    return {"description": description, "content": content, **more}


def replies(good: Part, *refusals: str) -> Part:
    return good | {status: {"$ref": f"#/components/responses/R{status}"} for status in (*refusals, "503")}


TEXT: Part = {"type": "string"}
PROBLEM: Part = {"type": "object", "properties": {"field": TEXT, "why": TEXT}, "required": ["field", "why"]}
LOCATION: Part = {"Location": {"required": True, "schema": {"type": "string", "format": "uri-reference"}}}
BODY: Part = {"required": True, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Sent"}}}}

DOCUMENT: Part = {
    "openapi": "3.1.0",
    "info": {"title": "Users", "version": "2"},
    "paths": {
        "/users": {
            "get": {"responses": replies({"200": reply("Everybody, in the order of registration", "Users")})},
            "post": {
                "requestBody": BODY,
                "responses": replies(
                    {"201": reply("Registered", "User", headers=LOCATION)}, "400", "409", "415", "422"
                ),
            },
        },
        "/users/{handle}": {
            "parameters": [{"name": "handle", "in": "path", "required": True, "schema": TEXT}],
            "get": {"responses": replies({"200": reply("The user", "User")}, "404")},
            "put": {
                "requestBody": BODY,
                "responses": replies({"200": reply("Replaced", "User")}, "400", "404", "409", "415", "422"),
            },
            "delete": {"responses": replies({"204": {"description": "Deleted"}}, "404")},
        },
        "/health": {"get": {"responses": {"200": reply("The process is up", "Anything")}}},
        "/openapi.json": {"get": {"responses": {"200": reply("This document", "Anything")}}},
    },
    "components": {
        "responses": {
            "R400": reply("The body can't be read", "Refusal"),
            "R404": reply("Nobody has this id", "Refusal"),
            "R409": reply("The address is somebody else's", "Refusal"),
            "R415": reply("The body isn't called JSON", "Refusal"),
            "R422": reply("The body is no user", "Refusal"),
            "R503": reply("The database does not answer", "Refusal"),
        },
        "schemas": {
            "Anything": {"type": "object"},
            "Refusal": {
                "type": "object",
                "required": ["title"],
                "additionalProperties": False,
                "properties": {"title": TEXT, "problems": {"type": "array", "items": PROBLEM}},
            },
            "Sent": {
                "type": "object",
                "required": ["name", "email"],
                "additionalProperties": False,
                "properties": {
                    "name": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": r"\S"},
                    "email": {
                        "type": "string",
                        "maxLength": 254,
                        "pattern": r"^[^@\s]+@[^@\s.]+(\.[^@\s.]+)+$",
                    },
                },
            },
            "User": {
                "type": "object",
                "required": ["id", "name", "email"],
                "additionalProperties": False,
                "properties": {"id": TEXT, "name": TEXT, "email": TEXT},
            },
            "Users": {"type": "array", "items": {"$ref": "#/components/schemas/User"}},
        },
    },
}
