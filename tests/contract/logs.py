"""The log of a service: a JSON object a line, with time, level, service, request_id, message and perhaps traceback."""

import json


def entries(lines):
    """The lines of a log that are JSON objects, read."""
    return [entry for entry in map(_read, lines) if isinstance(entry, dict)]


def plain(lines):
    """The lines of a log that are no JSON objects, but for blank ones."""
    return [line for line in lines if line.strip() and not isinstance(_read(line), dict)]


def crashes(lines, request_id=None):
    """The entries that have a traceback, in whatever member: all of them, or those with this request_id."""
    return [
        entry
        for entry in (entries(lines) if request_id is None else about(lines, request_id))
        if entry.get("traceback") or "Traceback (most recent call last)" in str(entry)
    ]


def about(lines, request_id):
    """The entries for the request with this id."""
    return [entry for entry in entries(lines) if entry.get("request_id") == request_id]


def _read(line):
    try:
        return json.loads(line)
    except ValueError:
        return None
