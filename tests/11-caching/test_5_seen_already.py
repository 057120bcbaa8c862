"""Task 5: movies say which version they are, and aren't sent again to who has it."""

import pytest

from tests.contract.problems import problem
from tests.contract.tokens import Signer, bearer
from workshop.harness import harder, task, upstream_fixture

users = upstream_fixture("users")
AGAIN = "its tag says that the client has what there is: a body would only be the same once more"


@pytest.fixture(autouse=True)
def signer(movies, users):
    """Who signs access tokens: its public key is in the key set that movies gets from users."""
    if movies.url:
        pytest.skip("needs a user service that the check plays")
    made = Signer()
    users.publishes([made.jwk])
    return made


@pytest.fixture
def ada(signer, some):
    """Somebody who is signed in and may add movies: the header that shows it."""
    return bearer(signer.token(some.missing_id()))


@pytest.fixture
def added(movies, ada, some):
    """Add a movie: ``film = added(year=1979)``; where it is, and what was sent."""

    def add(**changes):
        film = some.movie(**changes)
        return movies.post("/movies", json=film, headers=ada).expect(201).location, film

    return add


def tag_of(reply):
    """The entity tag of a reply, which is to be one."""
    tag = reply.headers.get("ETag", "")
    if not (tag.removeprefix("W/").startswith('"') and tag.endswith('"') and len(tag.removeprefix("W/")) > 2):
        because = "a client sends it back in If-None-Match; it stands in double quotes (RFC 9110, 8.8.3)"
        reply.unmet('an ETag such as "3f2a"', because, f"ETag: {tag}" if tag else "no ETag")
    return tag


def has(tag):
    """The header of a client that has this version."""
    return {"If-None-Match": tag}


def expect_not_modified(movies, path, headers, because=AGAIN):
    reply = movies.get(path, headers=headers).expect(304, because=because)
    if reply.text:
        reply.unmet("no body", "304 has none (RFC 9110, 15.4.5)")
    return reply


@task(5)
def test_not_sent_again(movies, some):
    """A list and a movie have an ETag; for who has this version they are 304, with the tag, without a body."""
    movies.start(data=[some.movie(), some.movie()])
    listed = movies.get("/movies").expect(200)
    for path in ("/movies", f"/movies?year={listed.json[0]['year']}", f"/movies/{listed.json[0]['id']}"):
        tag = tag_of(movies.get(path).expect(200))
        if tag_of(expect_not_modified(movies, path, has(tag))) != tag:
            movies.get(path).unmet("the same ETag with 304", "the client goes on with it")
        because = "the client has another version than this"
        movies.get(path, headers=has(f'"{some.word()}"')).expect(200, because=because)


@task(5)
def test_how_a_client_may_ask(movies, some):
    """If-None-Match may name several tags, weak ones too, or *."""
    movies.start(data=[some.movie()])
    for path in ("/movies", f"/movies/{movies.get('/movies').json[0]['id']}"):
        tag = tag_of(movies.get(path).expect(200)).removeprefix("W/")
        other = f'"{some.word()}"'
        for tags in (f"{other}, {tag}", f"{tag},{other}", f"W/{tag}", f"W/{other}, W/{tag}", "*", f'"a,b", {tag}'):
            because = f"If-None-Match: {tags} names it, and W/ makes no difference here (RFC 9110, 13.1.2)"
            expect_not_modified(movies, path, has(tags), because)
        for tags in (f"{other}, W/{other}", f'"{tag[1:-1]}{some.word()}"', f'"x{tag[1:-1]}"'):
            because = f"If-None-Match: {tags} names other versions only"
            movies.get(path, headers=has(tags)).expect(200, because=because)


@task(5)
def test_another_version(movies, ada, added, some):
    """Whatever changes, the tag does: who has the old version gets the new one, be it only the cast that differs."""
    path, film = added()
    other, _ = added()
    tags = {place: tag_of(movies.get(place).expect(200)) for place in (path, "/movies")}
    kept = tag_of(movies.get(other).expect(200))
    for change in ({"cast": [some.name()]}, {"description": some.title()}, {"image": None}, {"title": some.title()}):
        film |= change
        movies.put(path, json=film, headers=ada).expect(200)
        for place, tag in tags.items():
            because = f"its {next(iter(change))} is another now, and the client has it as it was before"
            reply = movies.get(place, headers=has(tag)).expect(200, because=because)
            tags[place] = tag_of(reply)
        movies.get(path).expect(200, json=film)
    expect_not_modified(movies, other, has(kept), "this movie has not changed")
    for method, place, body, status in (("POST", "/movies", some.movie(), 201), ("DELETE", path, None, 204)):
        movies.request(method, place, headers=ada, **({"json": body} if body else {})).expect(status)
        reply = movies.get("/movies", headers=has(tags["/movies"])).expect(
            200, because=f"{method} has changed the list"
        )
        tags["/movies"] = tag_of(reply)
    problem(movies.get(path, headers=has("*")), 404)


@task(5)
def test_the_same_in_every_process(movies, some):
    """The same version has the same tag, in whatever process and however often it is asked for."""
    movies.start(data=[some.movie(), some.movie()])
    tags = {movies.get("/movies").expect(200).headers.get("ETag") for _ in range(3)}
    tags.add(movies.restart().get("/movies").expect(200).headers.get("ETag"))
    if len(tags) > 1:
        because = "nothing has changed; a tag that isn't the same again makes every client fetch everything again"
        movies.get("/movies").unmet("one tag for one version", because, ", ".join(map(str, tags)))


@task(5)
def test_one_copy_for_everybody(movies, ada, some):
    """Movies are public: one copy will do for everybody, signed in or not, and whoever has it asks if it is fresh."""
    movies.start(data=[some.movie()])
    replies = [movies.get("/movies", headers=headers).expect(200) for headers in ({}, ada)]
    tag = tag_of(replies[0])
    replies += [movies.get("/movies", headers=headers | has(tag)) for headers in ({}, ada)]
    for reply in replies:
        allowed = {word.partition("=")[0].strip().lower() for word in reply.headers.get("Cache-Control", "").split(",")}
        fresh = allowed & {"no-cache", "max-age", "must-revalidate", "s-maxage"}
        if "public" not in allowed or allowed & {"private", "no-store"} or not fresh:
            because = (
                "the list is the same for all: public lets a proxy keep it even if who asks is signed in, "
                "no-cache lets it ask whether it is fresh"
            )
            reply.unmet(
                "Cache-Control: public, no-cache", because, f"Cache-Control: {reply.headers.get('Cache-Control')}"
            )
        if "authorization" in reply.headers.get("Vary", "").lower() or "*" in reply.headers.get("Vary", ""):
            because = "it doesn't depend on who asks; so marked, each user's copy is kept apart, and none is used twice"
            reply.unmet("no Vary: Authorization", because, f"Vary: {reply.headers['Vary']}")
        if tag_of(reply) != tag:
            because = "the list is the same for everybody, so its tag is"
            reply.unmet(f"ETag: {tag}", because, f"ETag: {reply.headers['ETag']}")


@task(5)
def test_only_the_head(movies, some):
    """HEAD has the headers of GET: the tag, and 304 for who has this version; no body."""
    movies.start(data=[some.movie()])
    tag = tag_of(movies.get("/movies").expect(200))
    for headers, status in (({}, 200), (has(tag), 304)):
        reply = movies.request("HEAD", "/movies", headers=headers).expect(
            status, because="HEAD is GET without the body"
        )
        reply.expect(headers={"ETag": tag}, because="with HEAD a client looks whether its version is the newest")
        if reply.text:
            reply.unmet("no body", "HEAD asks for the head only")


@harder(5)
def test_what_nobody_has_seen(movies, ada, added, some):
    """With If-Match, PUT and DELETE change the version that the client names, and no other: 412."""
    path, film = added()
    seen = tag_of(movies.get(path).expect(200))
    theirs, mine = film | {"cast": [some.name()]}, film | {"description": some.title()}
    if_seen = ada | {"If-Match": f'"{some.word()}", {seen}'}
    movies.put(path, json=theirs, headers=if_seen).expect(200, because="it is as this client has seen it")
    because = "somebody has changed it since: what this client sends would put back what was there before"
    for method, body in (("PUT", {"json": mine}), ("DELETE", {})):
        for tags in (seen, f"W/{seen}", f'"{some.word()}"'):
            problem(movies.request(method, path, headers=ada | {"If-Match": tags}, **body), 412, because=because)
    movies.get(path).expect(200, json=theirs, because="412 has changed nothing")
    movies.put(path, json=mine, headers=ada | {"If-Match": "*"}).expect(200, because="* is whatever is there")
    because = "there is a movie, so * is true (RFC 9110, 13.1.1); werkzeug's make_conditional() overlooks that"
    movies.get(path, headers={"If-Match": "*"}).expect(200, because=because)
    movies.put(path, json=theirs, headers=ada).expect(200, because="without If-Match a client takes what comes")
    now = tag_of(movies.get(path).expect(200))
    because = "a weak tag can't promise that not a byte differs, and this header wants that (RFC 9110, 13.1.1)"
    problem(movies.delete(path, headers=ada | {"If-Match": f"W/{now}"}), 412, because=because)
    movies.delete(path, headers=ada | {"If-Match": now}).expect(204)


@harder(5)
def test_two_at_the_same_moment(movies, ada, added, some):
    """Of two clients that change the same version at the same moment, one succeeds, and one has 412."""
    for _ in range(3):
        path, film = added()
        headers = ada | {"If-Match": tag_of(movies.get(path).expect(200))}
        bodies = [film | {"description": some.title()} for _ in range(4)]
        replies = movies.together([("PUT", path, {"json": body, "headers": headers}) for body in bodies])
        statuses = sorted(reply.status for reply in replies)
        if statuses != [200, 412, 412, 412]:
            because = "who looks and then writes must hold the row in between, or all of them look first"
            replies[0].unmet("one 200 OK and three 412", because, ", ".join(map(str, statuses)))
