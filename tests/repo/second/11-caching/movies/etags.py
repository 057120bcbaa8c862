"""Versions of movies: nobody is sent twice what they have, or overwrites what they have not seen (RFC 9110)."""

# task 5: what tags are made with
import base64
import hashlib

# end task 5
from flask import Response, abort, json, jsonify, request


def tag_of(document):
    """A fingerprint of the document, the same in every process and for every order of its members."""
    # task 5: from all that is in it
    canonical = json.dumps(document, sort_keys=True, separators=(",", ":"))
    return base64.urlsafe_b64encode(hashlib.blake2b(canonical.encode(), digest_size=15).digest()).decode()
    # end task 5


def answered(document):
    """The document, or 304 without one for who has it; both with its tag."""
    # task 5: everybody may keep it and ask whether it is fresh; who has it gets no body
    tag = tag_of(document)
    # not make_conditional(): that answers a GET with If-Match: * by 412
    response = Response(status=304) if request.if_none_match.contains_weak(tag) else jsonify(document)
    response.set_etag(tag)
    response.cache_control.public = True
    response.cache_control.no_cache = True
    # end task 5
    return response


def expect_seen(document):
    """412 unless the client names this version in If-Match, or names none."""
    # task 5: what a client hasn't seen stays
    if "If-Match" in request.headers and tag_of(document) not in request.if_match:
        abort(412, "This is not the version that you have seen. Get the new one first.")
    # end task 5
