"""Which version of something a client has: its entity tag says so (RFC 9110, 8.8.3).

With it nobody is sent what they have already, and nobody overwrites what they haven't seen.
"""

import hashlib
from typing import Any

from flask import Response, abort, json, jsonify, request


def tag_of(document: Any) -> str:
    """The tag of a document: any other document has another, and every process gives it the same."""
    return hashlib.sha256(json.dumps(document).encode()).hexdigest()


def answered(document: Any) -> Response:
    """The document with its tag, or 304 for a client that has it already, or 412 for one that wants another version."""
    expect_seen(document)
    response = jsonify(document)
    response.set_etag(tag_of(document))
    response.headers["Cache-Control"] = "public, no-cache"
    if request.if_none_match.contains_weak(tag_of(document)):
        response.status_code = 304
    return response


def expect_seen(document: Any) -> None:
    """412 for a request that is meant for another version than this one."""
    if not seen(document):
        abort(412, "It has been changed since. Fetch it again, and look.")


def seen(document: Any) -> bool:
    """Whether this is a version that the client names in If-Match (RFC 9110, 13.1.1), or it names none."""
    return "If-Match" not in request.headers or tag_of(document) in request.if_match
