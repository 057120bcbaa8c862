"""openapi.yaml isn't only shown to others: it decides here, too, which movie is one."""

from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator

CONTRACT: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("openapi.yaml").read_text(encoding="utf-8"))
FILM: dict[str, Any] = CONTRACT["components"]["schemas"]["Film"]["properties"]
JUDGE = Draft202012Validator({"$ref": "#/components/schemas/Film", "components": CONTRACT["components"]})


def film_in(sent: dict[str, Any]) -> dict[str, Any]:
    """The five fields of a movie, those left out as the document says; raises ValueError, which names a wrong one."""
    for error in JUDGE.iter_errors(sent):
        raise ValueError(f"{error.json_path} lacks something, or is not what the document says ({error.validator}).")
    film = {name: sent.get(name, schema.get("default")) for name, schema in FILM.items()}
    # 1979.0 is an integer, in JSON Schema
    return film | {"year": int(film["year"])}
