"""List the routes of a program: `python -m workshop.serve.routes TARGET ID FILE`, a job in the program's folder.

FILE gets {"routes": [[method, template, path], …]}, where path has ID, or another value that the converter takes, in
the place of each parameter; or {"problem": …}, in one sentence.
"""

from __future__ import annotations

import importlib
import json
import re
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

NUMBER = "2147483646"  # the last but one that every database has
OTHERS = (NUMBER, f"{NUMBER}.5", str(uuid.UUID(int=1)))
LEFT_OUT = {"HEAD", "OPTIONS"}
# <name>, <converter:name> or <converter(arguments):name>, as werkzeug.routing writes it
PARAMETER = re.compile(r"<(?:[^\W\d]\w*(?:\(.*?\))?:)?(?P<name>[^\W\d]\w*)>")


def listing(target: str, unknown: str) -> dict[str, Any]:
    """What FILE gets."""
    try:
        module, _, name = target.partition(":")
        program = getattr(importlib.import_module(module), name.removesuffix("()"))
        program = program() if name.endswith("()") else program
        if not hasattr(program, "url_map"):
            return {"problem": f"{target} is no Flask application but {type(program).__name__}"}
        return {"routes": list(routes(program.url_map, unknown))}
    except (Exception, SystemExit) as error:
        return {"problem": f"{type(error).__name__}: {error}"}


def routes(url_map: Any, unknown: str) -> Iterator[tuple[str, str, str]]:
    """Method, template and path of every route that the program's author has written."""
    for rule in url_map.iter_rules():
        if rule.endpoint.rpartition(".")[2] == "static" or rule.build_only:
            continue
        values = {name: _value(converter, unknown) for name, converter in rule._converters.items()}
        template = PARAMETER.sub(lambda found: f"{{{found['name']}}}", rule.rule)
        path = PARAMETER.sub(lambda found: values.get(found["name"], unknown), rule.rule)  # noqa: B023 (called at once)
        yield from ((method, template, path) for method in sorted((rule.methods or set()) - LEFT_OUT))


def _value(converter: Any, unknown: str) -> str:
    """A value that the converter of a parameter takes: `unknown` where it does."""
    fitting = (value for value in (unknown, *OTHERS) if re.fullmatch(converter.regex, value))
    return next(fitting, unknown)


if __name__ == "__main__":
    target, unknown, file = sys.argv[1:]
    Path(file).write_text(json.dumps(listing(target, unknown)), encoding="utf-8")
