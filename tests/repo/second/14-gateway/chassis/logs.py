"""The log: one JSON object a line, because programs read it before people do."""

import json
import logging
import os
from datetime import UTC, datetime
from typing import Any

from flask import Flask

from chassis import request_ids


def init_app(app: Flask) -> None:
    """Let all that is logged in this process go to its standard error, from LOG_LEVEL on (INFO unless set)."""
    handler = logging.StreamHandler()
    handler.setFormatter(Line(app.import_name.partition(".")[0]))
    logging.basicConfig(level=os.environ.get("LOG_LEVEL") or "INFO", handlers=[handler], force=True)


class Line(logging.Formatter):
    """A record as one line of JSON: a traceback is a member of it, not thirty lines behind it."""

    def __init__(self, service: str) -> None:
        super().__init__()
        self.service = service

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "service": self.service,
            "request_id": request_ids.current(),
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line)
