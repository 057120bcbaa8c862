"""A service's own document, Swagger 2.0 or OpenAPI 3, held against what the service answers."""

from __future__ import annotations

from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from workshop.harness.reply import Reply
from workshop.harness.service import Service
from workshop.serve.preload import without_slow_formats

without_slow_formats()
from jsonschema import Draft4Validator, Draft202012Validator  # noqa: E402 (after the line that makes it quick)
from referencing.jsonschema import SchemaRegistry  # noqa: E402

ADDRESSES = ("/swagger.json", "/openapi.json")
NOTHING_ELSE = SchemaRegistry()  # a reference that leads out of the document is followed nowhere
VERBS = {"get", "post", "put", "patch", "delete"}
NOT_THERE = (401, 403, 404)  # what has no such address may first of all ask for a key
NOT_LISTED = "a client is written from the document, and what it leaves out takes the client by surprise"
NEVER_COMES = "the document promises a reply that never comes"
NO_SCHEMA = "a client must know what it will get before it gets it"


class Document:
    """The document of `service`; what it requires and does not find fails the check."""

    def __init__(self, service: Service) -> None:
        self.service = service

    @cached_property
    def reply(self) -> Reply:
        """The reply that holds the document, at the first of ADDRESSES that has one."""
        found = self.service.get(ADDRESSES[0])
        if found.status in NOT_THERE:
            self.service.conversation.forget(found.request)
            found = self.service.get(ADDRESSES[1])
        because = f"other people read there, or at {ADDRESSES[0]}, what the service can do"
        found.expect(200, because=because)
        if not is_document(found.json):
            found.unmet("a Swagger or OpenAPI document")
        return found

    @property
    def name(self) -> str:
        return str(self.reply.request.path)

    @property
    def content(self) -> dict[str, Any]:
        content: dict[str, Any] = self.reply.json
        return content

    def has(self, method: str, path: str) -> None:
        """Require that the document knows this method on this path (with real values in it)."""
        self.operation(method, path, self.reply)

    def operation(self, method: str, path: str, reply: Reply) -> dict[str, Any]:
        """What the document says of `method` on `path`; `reply` is the one to blame when it says nothing."""
        paths = self.content.get("paths", {})
        known = {self.prefix + template: item | self.resolved(item) for template, item in paths.items()}
        fitting = [item for template, item in known.items() if fits(template, path) and method.lower() in item]
        if not fitting:
            has = ", ".join(f"{verb.upper()} {path}" for path, item in known.items() for verb in item if verb in VERBS)
            reply.unmet(f"{method} {path} in {self.name}", "a client finds out there what it can ask for", has)
        operation: dict[str, Any] = fitting[0][method.lower()]
        return operation | {"parameters": operation.get("parameters", []) + fitting[0].get("parameters", [])}

    def routes(self) -> list[tuple[str, str, dict[str, str]]]:
        """Every method and path that it knows, the parameters still in it, and their types by name."""
        paths = self.content.get("paths", {})
        known = {self.prefix + template: item | self.resolved(item) for template, item in paths.items()}
        return [
            (verb.upper(), template, self._types([*operation.get("parameters", []), *item.get("parameters", [])]))
            for template, item in known.items()
            for verb, operation in item.items()
            if verb in VERBS
        ]

    def _types(self, parameters: list[dict[str, Any]]) -> dict[str, str]:
        resolved = map(self.resolved, parameters)
        return {p["name"]: str((p.get("schema") or p).get("type")) for p in resolved if p.get("in") == "path"}

    @property
    def prefix(self) -> str:
        servers = self.content.get("servers") or [{"url": self.content.get("basePath", "")}]
        path: str = urlsplit(servers[0].get("url", "")).path
        return path.rstrip("/")

    def announces(self, reply: Reply) -> None:
        """Require that the document lists this reply's status, and that its body is as the document says."""
        method, path = reply.request.method, reply.request.path.partition("?")[0]
        replies = self.operation(method, path, reply).get("responses", {})
        listed = ", ".join(sorted(map(str, replies))) or "none"
        if str(reply.status) not in map(str, replies):
            reply.unmet(f"{reply.status} among the replies to {method} in {self.name}", NOT_LISTED, f"only {listed}")
        good = {str(status) for status in replies if str(status).startswith("2")}
        if reply.status < 300 and good != {str(reply.status)}:
            reply.unmet(f"no success but {reply.status} for {method} in {self.name}", NEVER_COMES, listed)
        schema = self.schema_of(self.resolved(replies.get(str(reply.status)) or replies.get(reply.status)))
        if reply.text and schema is None and reply.status < 300:
            reply.unmet(f"a schema for the {reply.status} of {method} in {self.name}", NO_SCHEMA, "only its status")
        if reply.text and schema is not None:
            self.describes(schema, reply)

    def describes(self, schema: dict[str, Any], reply: Reply) -> None:
        """Require that the body of `reply` is valid by `schema`, and that every member in it is named there."""
        what = f"the body that {self.name} announces for {reply.request.method} {reply.status}"
        if problem := self.problem(schema, reply.json):
            reply.unmet(what, "what is promised must come", f"{problem}  in  {reply.shown}")
        bodies = reply.json if isinstance(reply.json, list) else [reply.json]
        unnamed = {name for body in bodies for name in body} - self.members(schema)
        if reply.status < 300 and unnamed:
            got = f"nothing there about {', '.join(sorted(unnamed))}"
            reply.unmet(what, "a client must learn there what every member is", got)

    def body_schema(self, method: str, path: str) -> dict[str, Any]:
        """The schema of the request body of `method` on `path`."""
        operation = self.operation(method, path, self.reply)
        bodies = [p for p in map(self.resolved, operation["parameters"]) if p.get("in") == "body"]
        schema = self.schema_of(bodies[0] if bodies else self.resolved(operation.get("requestBody", {})))
        if schema is None:
            self.reply.unmet(f"the body that {method} {path} takes, in {self.name}", got="no schema for it")
        return schema

    def query(self, method: str, path: str) -> dict[str, str]:
        """The query parameters of `method` on `path`: name → type."""
        operation = self.operation(method, path, self.reply)
        parameters = map(self.resolved, operation["parameters"])
        return {p["name"]: str((p.get("schema") or p).get("type")) for p in parameters if p.get("in") == "query"}

    def problem(self, schema: dict[str, Any], body: Any) -> str | None:
        """Why `body` is not valid by `schema`, or None."""
        newest = str(self.content.get("openapi", "")).startswith("3.1")
        validator = Draft202012Validator if newest else Draft4Validator
        try:
            whole = {**with_null(self.content), "allOf": [with_null(schema)]}
            error = next(validator(whole, registry=NOTHING_ELSE).iter_errors(body), None)
        except Exception as unreadable:  # a schema may be wrong in more ways than jsonschema has exceptions for
            return f"a schema that can't be read: {unreadable}"
        return f"{'.'.join(map(str, error.absolute_path)) or 'the body'}: {error.message}" if error else None

    def schema_of(self, part: dict[str, Any]) -> dict[str, Any] | None:
        """The schema in a reply or request body: Swagger 2.0 has it there, OpenAPI 3 under its media type."""
        media = [entry for kind, entry in part.get("content", {}).items() if "json" in kind or "*" in kind]
        return (media[0] if media else part).get("schema")

    def members(self, schema: dict[str, Any]) -> set[str]:
        """The names of all members that `schema` describes, in an object or in the objects of a list."""
        schema = self.resolved(schema)
        parts = [part for key in ("allOf", "anyOf", "oneOf") for part in schema.get(key, [])]
        parts += [schema["items"]] if isinstance(schema.get("items"), dict) else []
        return set(schema.get("properties", {})).union(*map(self.members, parts))

    def resolved(self, part: dict[str, Any]) -> dict[str, Any]:
        """What `part` refers to, or itself when it is no reference."""
        seen = set()
        while isinstance(reference := part.get("$ref"), str) and reference not in seen:
            seen.add(reference)
            found: Any = self.content
            for step in reference.removeprefix("#/").split("/"):
                found = found.get(step.replace("~1", "/").replace("~0", "~")) if isinstance(found, dict) else None
            part = found if isinstance(found, dict) else {}
        return part


def is_document(content: Any) -> bool:
    """Whether it is one by its form: a version, and paths → methods → operations with parameters and responses."""
    try:
        items = content.get("paths", {}).values()
        operations = [operation for item in items for verb, operation in item.items() if verb in VERBS]
        parameters = [part for each in (*items, *operations) for part in each.get("parameters", [])]
        replies = [reply for operation in operations for reply in operation.get("responses", {}).values()]
    except (AttributeError, TypeError):
        return False
    return bool({"swagger", "openapi"} & content.keys()) and all(
        isinstance(part, dict) for part in parameters + replies
    )


def fits(template: str, path: str) -> bool:
    """Whether `/movies/{id}` stands for this path."""
    pairs = list(zip(template.split("/"), path.split("/"), strict=False))
    same_length = template.count("/") == path.count("/")
    return same_length and all(part == real or part.startswith("{") for part, real in pairs)


def with_null(node: Any) -> Any:
    """The schema with `nullable` (OpenAPI 3.0) and `x-nullable` written as JSON Schema has it."""
    if isinstance(node, list):
        return [with_null(item) for item in node]
    if not isinstance(node, dict):
        return node
    copy = {key: with_null(value) for key, value in node.items()}
    nullable = copy.get("nullable") is True or copy.get("x-nullable") is True
    return copy | {"type": [copy["type"], "null"]} if nullable and isinstance(copy.get("type"), str) else copy
