"""What a service says about itself: that it is up, and what it can do."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from flask import Flask
from flask.typing import ResponseReturnValue


def init_app(app: Flask) -> None:
    """Add /health, and /openapi.json with what openapi.yaml, beside the app's module, says."""
    file = Path(app.root_path, "openapi.yaml")

    @app.get("/health")
    def health() -> ResponseReturnValue:
        """Say that the process is up; no other program is asked."""
        return {"status": "ok"}

    @app.get("/openapi.json")
    def openapi() -> ResponseReturnValue:
        """What this service can do, for those who write its clients."""
        return document(file)


@cache
def document(file: Path) -> dict[str, Any]:
    """The document in this file, read when it is first asked for."""
    content: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return content
