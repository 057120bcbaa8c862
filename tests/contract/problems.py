"""Problem details (RFC 9457): how every service of the library says what went wrong."""

from urllib.parse import unquote

MEDIA_TYPE = "application/problem+json"


def problem(reply, *statuses, because=""):
    """Require one of `statuses` with a problem detail as the body, and give that; `because` is said of the status."""
    reply.expect(*statuses, because=because)
    came = reply.headers.get("Content-Type")
    if (came or "").partition(";")[0].strip().lower() != MEDIA_TYPE:
        reason = "by this type a client knows an error that it can read from everything else (RFC 9457)"
        reply.unmet(f"Content-Type: {MEDIA_TYPE}", reason, f"{reply.shown} ({came or 'no Content-Type'})")
    document = reply.json
    if not isinstance(document, dict):
        reply.unmet("a problem detail, which is a JSON object")
    reason = "the body may be read where the status line is lost, and says the same"
    reply.expect(json={"status": reply.status}, because=reason)
    for name, reason in (
        ("title", "it says in a few words what kind of problem this is"),
        ("detail", "it tells the reader what was wrong this time"),
    ):
        text = document.get(name)
        if (name in document or name == "title") and not (isinstance(text, str) and text.strip()):
            reply.unmet(f"{name}: a text", reason)
    if not isinstance(document.get("type", ""), str):
        reply.unmet("type: a string", 'it is a URI, "about:blank" where there is nothing more to say')
    return document


def pointers(document):
    """The places in the body that a problem detail's `errors` point at, as "/year" or "/cast/0"."""
    found = _members(document, "pointer")
    return {unquote(pointer[1:]) if pointer.startswith("#") else pointer for pointer in found}


def parameters(document):
    """The parameters of the query that a problem detail's `errors` name."""
    return set(_members(document, "parameter"))


def _members(document, name):
    errors = document.get("errors")
    entries = [entry for entry in errors if isinstance(entry, dict)] if isinstance(errors, list) else []
    return [entry[name] for entry in entries if isinstance(entry.get(name), str)]
