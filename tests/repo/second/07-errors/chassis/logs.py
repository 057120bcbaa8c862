"""The log: a line of JSON for each record, with no word in it that a client has said.

The text of an exception often quotes a value (`invalid literal for int(): '…'`), and the value is a client's. So of
most exceptions only class and lines get into the log; who wants more words there adds the class to `brief`.
"""

import json
import logging
import os
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import psycopg2
from flask import Flask
from sqlalchemy.exc import TimeoutError as PoolTimeout

from chassis import request_ids

BAD_VALUE = "22"  # the class of SQLSTATEs whose messages quote the value


def init_app(app: Flask) -> None:
    """Write everything from LOG_LEVEL on to standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(OneLine(service=app.import_name.split(".")[0]))
    logging.basicConfig(level=os.environ.get("LOG_LEVEL") or "INFO", handlers=[handler], force=True)
    # it words some of its warnings with the whole URL, query and all
    logging.getLogger("urllib3").setLevel(logging.ERROR)


class OneLine(logging.Formatter):
    def __init__(self, service: str) -> None:
        super().__init__()
        self._service = service

    def format(self, record: logging.LogRecord) -> str:
        members: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname,
            "service": self._service,
            "message": record.getMessage(),
            "logger": record.name,
        }
        if request_id := request_ids.current():
            members["request_id"] = request_id
        # task 3: a line stays a line
        if record.exc_info and record.exc_info[1]:
            members["traceback"] = "\n".join(parts(record.exc_info[1]))
        return json.dumps(members)
        # end task 3


def parts(error: BaseException) -> Iterator[str]:
    """The lines that led to an exception, and before them those of the one that led to it."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None:
        yield from parts(before)
        yield "\nwhich led to:\n"
    yield "".join(traceback.format_tb(error.__traceback__)) + brief(error)


def brief(error: BaseException) -> str:
    """The class of an exception, with its text where that is never a client's."""
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    match error:
        case psycopg2.Error(pgcode=str(state)):
            text = "" if state.startswith(BAD_VALUE) else error.diag.message_primary
        case psycopg2.Error() | PoolTimeout():
            text = str(error).partition("\n")[0]
        case OSError():
            text = error.strerror
        case _:
            text = ""
    return f"{kind}: {text}" if text else kind
