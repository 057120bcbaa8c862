"""The OpenAPI document, written by hand from the rules, and a page that shows it."""

import html
import json
from typing import Any

from movies.rules import FIRST_YEAR, LAST_YEAR, NOT_BLANK, TITLE_LENGTH, URL

Part = dict[str, Any]


def ref(name: str) -> Part:
    return {"$ref": f"#/components/schemas/{name}"}


def thing(properties: Part, required: list[str]) -> Part:
    return {"type": "object", "additionalProperties": False, "properties": properties, "required": required}


def content(schema: Part) -> Part:
    return {"content": {"application/json": {"schema": schema}}}


def answers(successes: Part, *refusals: int) -> Part:
    return successes | {str(status): {"$ref": f"#/components/responses/R{status}"} for status in refusals}


MOVIE_FIELDS: Part = {
    "title": {"type": "string", "minLength": 1, "maxLength": TITLE_LENGTH, "pattern": NOT_BLANK},
    "year": {"type": "integer", "minimum": FIRST_YEAR, "maximum": LAST_YEAR},
    "cast": {"type": "array", "items": {"type": "string", "pattern": NOT_BLANK}, "default": []},
    "image": {"type": ["string", "null"], "pattern": URL, "default": None},
    "description": {"type": "string", "default": ""},
}
ID: Part = {"type": "string", "pattern": "^m[0-9a-f]{24}$"}
SENT: Part = {"required": True, **content(ref("NewMovie"))}
MOVIES: Part = {"type": "array", "items": ref("Movie")}
LOCATION: Part = {"Location": {"description": "Its address", "required": True, "schema": {"type": "string"}}}
REFUSALS = {
    400: "The query or the body can't be read",
    404: "No movie has this id",
    409: "Another movie has this title and year",
    415: "The body isn't called JSON",
    422: "The body is no movie",
}

PATHS: Part = {
    "/movies": {
        "get": {
            "summary": "All movies, or those of one year",
            "parameters": [{"name": "year", "in": "query", "schema": {"type": "integer"}}],
            "responses": answers({"200": {"description": "The movies", **content(MOVIES)}}, 400),
        },
        "post": {
            "summary": "Add a movie",
            "requestBody": SENT,
            "responses": answers(
                {"201": {"description": "Added", "headers": LOCATION, **content(ref("Movie"))}}, 400, 409, 415, 422
            ),
        },
    },
    "/movies/{movie_id}": {
        # any text may be asked for: what is no id answers 404
        "parameters": [{"name": "movie_id", "in": "path", "required": True, "schema": {"type": "string"}}],
        "get": {
            "summary": "One movie",
            "responses": answers({"200": {"description": "The movie", **content(ref("Movie"))}}, 404),
        },
        "put": {
            "summary": "Put a whole movie in its place",
            "requestBody": SENT,
            "responses": answers(
                {"200": {"description": "Replaced", **content(ref("Movie"))}}, 400, 404, 409, 415, 422
            ),
        },
        "delete": {"summary": "Remove a movie", "responses": answers({"204": {"description": "Removed"}}, 404)},
    },
    "/health": {
        "get": {
            "summary": "Whether the service is up",
            "responses": {"200": {"description": "It is", **content(ref("Health"))}},
        }
    },
}

DOCUMENT: Part = {
    "openapi": "3.1.0",
    "info": {"title": "Films of the library", "version": "1.0.0"},
    "paths": PATHS,
    "components": {
        "schemas": {
            "NewMovie": thing(MOVIE_FIELDS, ["title", "year"]),
            "Movie": thing({"id": ID, **MOVIE_FIELDS}, ["id", *MOVIE_FIELDS]),
            "Refusal": thing({"status": {"type": "integer"}, "reason": {"type": "string"}}, ["status", "reason"]),
            "Health": thing({"status": {"type": "string", "const": "ok"}}, ["status"]),
        },
        "responses": {
            f"R{status}": {"description": text, **content(ref("Refusal"))} for status, text in REFUSALS.items()
        },
    },
}


def section(path: str, method: str, operation: Part) -> str:
    statuses = ", ".join(operation["responses"])
    name = html.escape(f"{method.upper()} {path}")
    return f"<h2>{name}</h2><p>{html.escape(operation['summary'])}. It answers {statuses}.</p>"


def page() -> str:
    sections = [
        section(path, method, operation)
        for path, operations in PATHS.items()
        for method, operation in operations.items()
        if method != "parameters"
    ]
    movie = html.escape(json.dumps(DOCUMENT["components"]["schemas"]["NewMovie"], indent=2))
    title = html.escape(DOCUMENT["info"]["title"])
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
        f"<style>body {{ font-family: sans-serif; margin: 2em }}</style><h1>{title}</h1>"
        f'<p>For programs there is <a href="/openapi.json">the document</a>.</p>'
        f"{''.join(sections)}<h2>A movie</h2><pre>{movie}</pre></html>"
    )


PAGE = page()
