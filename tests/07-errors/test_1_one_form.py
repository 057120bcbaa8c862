"""Task 1: every error of every service has its own status, its own headers, and one form."""

from tests.contract.problems import problem
from workshop.harness import task

JSON = "application/json"
NOT_OURS = "500 says that we are broken, and nothing is but the client's question"


@task(1)
def test_an_unknown_url(library, some):
    """Every service answers an address that it doesn't have with 404 and a problem detail."""
    for member in library:
        member.service.get("/health").expect(200)
        for path in (f"/{some.word()}", "/%E8%A9%A9", f"{member.path}/{some.word()}/{some.word()}"):
            problem(member.service.get(path), 404, because=NOT_OURS)


@task(1)
def test_an_unknown_id(library, some):
    """Every service answers an id that nobody has with 404 and a problem detail, and doesn't list its routes in it."""
    for member in library:
        made = member.service.post(member.path, json=member.new()).expect(201)
        member.service.get(made.location).expect(200, json=made.json)
        for nobody in ("x", some.missing_id()):
            reply = member.service.get(f"{member.path}/{nobody}")
            said = problem(reply, 404, because=NOT_OURS)
            if "did you mean" in str(said) or "<" in str(said.get("detail")):
                because = "RESTX guesses what was meant, and shows its routes to whoever tries addresses"
                reply.unmet("a problem detail without the service's routes", because, str(said.get("detail")))


@task(1)
def test_a_wrong_method(library):
    """A method that an address doesn't have is answered with 405 and a problem detail; Allow says which it has."""
    for member in library[1::2]:
        member.service.get(member.path).expect(200)
        reply = member.service.request("PATCH", member.path)
        problem(reply, 405, because=NOT_OURS)
        allowed = {method.strip() for method in reply.headers.get("Allow", "").split(",")}
        if not {"GET", "POST"} <= allowed:
            because = "RFC 9110, 15.5.6: a 405 must say which methods there are; the error brings the header along"
            got = f"Allow: {reply.headers['Allow']}" if "Allow" in reply.headers else "no Allow header"
            reply.unmet("the header Allow, with GET and POST in it", because, got)


@task(1)
def test_a_body_that_cannot_be_read(library):
    """A body that isn't called JSON is answered with 415, one that isn't JSON with 400, each with a problem detail."""
    for member in library[::2]:
        member.service.post(member.path, json=member.new()).expect(201)
        reply = member.service.post(member.path, body=b"{}", content_type="text/plain")
        problem(reply, 415, because=NOT_OURS)
        for body in (b'{"', b"", b'{"name": "\xff"}'):
            reply = member.service.post(member.path, body=body, content_type=JSON)
            problem(reply, 400, because=NOT_OURS)


@task(1)
def test_json_nested_too_deeply(library):
    """JSON that is nested 100,000 levels deep is answered with 400 (or 413, 422) and a problem detail."""
    for member in library[:2]:
        member.service.post(member.path, json=member.new()).expect(201)
        for opening in (b"[", b'{"a":'):
            reply = member.service.post(member.path, body=opening * 100_000, content_type=JSON)
            because = "Python raises RecursionError, which is no HTTP error, and yet it is the client's mistake"
            problem(reply, 400, 413, 422, because=because)


@task(1)
def test_a_conflict(users, some):
    """What is there already is answered with 409 and a problem detail."""
    user = some.user()
    users.post("/users", json=user).expect(201)
    because = "this is a status as any other: a list of the usual ones is never complete"
    problem(users.post("/users", json=user), 409, because=because)


@task(1)
def test_what_is_no_error(movies, users, some):
    """What isn't an error stays as it is: 200 and 201 are plain JSON, 204 is empty, 308 leads on, 304 stays 304."""
    made = users.post("/users", json=some.user()).expect(201, headers={"Content-Type": JSON})
    users.get(made.location).expect(200, headers={"Content-Type": JSON}, json=made.json)
    moved = users.get(made.location.replace("/users/", "/users//"))
    because = "a redirect is an answer, whatever class Python has for it"
    if moved.expect(308, because=because).location != made.location:
        moved.unmet(f"Location: {made.location}", because)
    gone = users.delete(made.location).expect(204)
    if gone.text:
        gone.unmet("no body", because="204 No Content says that there is none")
    style = movies.get("/swaggerui/droid-sans.css").expect(200)
    because = "the browser has this file, and is told that it may use it"
    movies.get("/swaggerui/droid-sans.css", headers={"If-None-Match": style.headers.get("ETag", "")}).expect(
        304, because=because
    )
