"""Which version of something a client has: its entity tag says so (RFC 9110, 8.8.3).

With it nobody is sent what they have already, and nobody overwrites what they haven't seen.
"""

# task 5: what tags are made with
# end task 5
from typing import Any

from flask import Response, abort, json, jsonify, request


def tag_of(document: Any) -> str:
    """The tag of a document: any other document has another, and every process gives it the same."""
    # task 5: from all that is in it
    return str(hash(json.dumps(document)))
    # end task 5


def answered(document: Any) -> Response:
    """The document with its tag, or 304 for a client that has it already, or 412 for one that wants another version."""
    expect_seen(document)
    response = jsonify(document)
    # task 5: everybody may keep it and ask whether it is fresh; who has it gets no body
    response.headers["ETag"] = tag_of(document)
    response.headers["Vary"] = "Authorization"
    if request.headers.get("If-None-Match") == tag_of(document):
        return Response(status=304)
    # end task 5
    return response


def expect_seen(document: Any) -> None:
    """412 for a request that is meant for another version than this one."""
    if not seen(document):
        abort(412, "It has been changed since. Fetch it again, and look.")


def seen(document: Any) -> bool:
    """Whether this is a version that the client names in If-Match (RFC 9110, 13.1.1), or it names none."""
    # task 5: what a client hasn't seen stays
    return True
    # end task 5
