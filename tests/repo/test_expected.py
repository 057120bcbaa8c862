"""What a check expects, and the words that say how a reply differs from it."""

from __future__ import annotations

from http.client import HTTPMessage
from typing import Any

import pytest
from dirty_equals import IsInt, IsPartialDict, IsStr

from workshop.harness import any_order
from workshop.harness.expected import Difference, difference, readable, shorten, words
from workshop.harness.http import Answer, Request, can_be_asked
from workshop.harness.reply import Reply, Unmet

DIFFERENCES = [
    ({"a": 1}, [], "", "an object", "[]"),
    ({"a": 1}, {"b": 1}, "a", "1", "no such member"),
    ({"a": None}, {}, "a", "null", "no such member"),
    ({"a": {"b": [1, {"c": "x"}]}}, {"a": {"b": [1, {"c": "y"}]}}, "a.b[1].c", '"x"', '"y"'),
    ([1], {"0": 1}, "", "an array", '{"0": 1}'),
    ([1], [], "", "an array of 1 item", "an empty array"),
    ([], [1, 2], "", "an empty array", "an array of 2 items"),
    ([1, 2], [2, 1], "[0]", "1", "2"),
    ({"a": any_order([1, 2])}, {"a": [1]}, "a", "an array of 2 items", "an array of 1 item"),
    (any_order([1, 2]), 3, "", "an array", "3"),
    (any_order([1, 2]), [2, 3], "", "an item 1", "no such item"),
    (any_order([1, 1]), [1, 2], "", "an item 1", "no such item"),
    (any_order([{"a": 1}]), [{"a": 2}], "", 'an item {"a": 1}', "no such item"),
    (1, True, "", "1", "true"),
    (False, 0, "", "false", "0"),
    ("1", 1, "", '"1"', "1"),
    (None, "", "", "null", '""'),
    (IsStr(), 7, "", "a string", "7"),
    ({"a": IsInt()}, {"a": "7"}, "a", "an integer", '"7"'),
]
NONE = [
    ({}, {"a": 1}),
    ({"a": {"b": 1}}, {"a": {"b": 1, "c": 2}, "d": 3}),
    ([], []),
    ([{"a": 1}], [{"a": 1, "b": 2}]),
    (any_order([1, 2, 1]), [1, 1, 2]),
    (any_order([IsStr(), 1]), [1, "x"]),
    (1, 1.0),
    (None, None),
    ({"a": IsStr(), "b": IsPartialDict(c=1)}, {"a": "x", "b": {"c": 1, "d": 2}}),
]


@pytest.mark.parametrize(("expected", "got", "place", "said", "came"), DIFFERENCES)
def test_the_first_difference_is_said(expected: Any, got: Any, place: str, said: str, came: str) -> None:
    assert difference(expected, got) == Difference(place, said, came)


@pytest.mark.parametrize(("expected", "got"), NONE)
def test_what_is_required_is_enough(expected: Any, got: Any) -> None:
    assert difference(expected, got) is None


def test_words_fit_into_a_line() -> None:
    assert words({"é": [IsStr(), "x" * 999]}).startswith('{"é": ["a string", "xxx')
    assert len(words("x" * 999)) == 160
    assert shorten("a\n\n b\t" + "c" * 9, 8) == "a b ccc…"
    assert readable("\x1b[1m\0\ud800é\n\t") == "�[1m��é\n\t"


def reply(status: int = 200, body: str | bytes = "{}", seconds: float = 0.1, **headers: Any) -> Reply:
    message = HTTPMessage()
    for name, value in ({"Content_Type": "application/json"} | headers).items():
        if value:
            message[name.replace("_", "-")] = value
    request = Request("POST", "/movies?x=1")
    return Reply(
        request, Answer(status, message, body if isinstance(body, bytes) else body.encode(), seconds), "http://h"
    )


UNMET = [
    (reply(), ([201], {}), "expected 201 Created\ngot      200 OK  {}"),
    (
        reply(500, "oh"),
        ([400, 422], {}),
        "expected 400 Bad Request or 422 Unprocessable Content\ngot      500 Internal Server Error  oh",
    ),
    (reply(299), ([413], {"because": "too long"}), "expected 413 Content Too Large: too long\ngot      299  {}"),
    (
        reply(body='{"a": 1}'),
        ([200], {"json": {"a": 2}, "because": "so"}),
        'expected a: 2: so\ngot      a: 1  in  {"a": 1}',
    ),
    (reply(body="[]"), ([], {"json": {}}), "expected an object\ngot      []  in  []"),
    (reply(body="{"), ([], {"json": {}}), "expected a body that can be read as JSON\ngot      200 OK  {"),
    (reply(body=b'"\xff"'), ([], {"json": ""}), 'expected a body that can be read as JSON\ngot      200 OK  "�"'),
    (
        reply(Content_Type="text/html"),
        ([], {"json": {}}),
        "expected a JSON body with Content-Type: application/json\ngot      200 OK  {} (text/html)",
    ),
    (
        reply(Content_Type=""),
        ([], {"json": {}}),
        "expected a JSON body with Content-Type: application/json\ngot      200 OK  {} (no Content-Type)",
    ),
    (
        reply(),
        ([], {"headers": {"Allow": "GET"}, "because": "so"}),
        "expected the header Allow: GET: so\ngot      no such header",
    ),
    (reply(ALLOW="PUT"), ([], {"headers": {"Allow": "GET"}}), "expected the header Allow: GET\ngot      Allow: PUT"),
    (reply(), ([], {"headers": {"ETag": IsStr()}}), "expected the header ETag: a string\ngot      no such header"),
    (
        reply(seconds=2.04),
        ([200], {"within": 1.5}),
        "expected a reply within 1.5 seconds\ngot      a reply after 2.0 seconds",
    ),
]


@pytest.mark.parametrize(("came", "wanted", "says"), UNMET, ids=range(len(UNMET)))
def test_a_reply_that_is_not_as_expected_is_told(
    came: Reply, wanted: tuple[list[int], dict[str, Any]], says: str
) -> None:
    with pytest.raises(Unmet) as unmet:
        came.expect(*wanted[0], **wanted[1])
    assert str(unmet.value) == says
    assert unmet.value.request is came.request


def test_a_reply_that_is_as_expected_is_given_back() -> None:
    came = reply(201, '{"id": "7"}', Content_Type="application/problem+json; charset=utf-8", etag='"1"')
    assert came.expect(200, 201, json={"id": IsStr()}, headers={"ETag": '"1"'}, within=1) is came
    assert came.json == {"id": "7"}


@pytest.mark.parametrize(
    ("location", "path"),
    [
        ("/movies/7", "/movies/7"),
        ("http://elsewhere:99/movies/7?a=b", "/movies/7?a=b"),
        ("movies/7", "/movies/7"),
        ("//host/movies/7", "/movies/7"),
    ],
)
def test_location_is_followed_by_its_path(location: str, path: str) -> None:
    assert reply(Location=location).location == path


@pytest.mark.parametrize(
    ("headers", "says"),
    [
        ({}, "expected a Location header: it says where"),
        ({"Location": "http://[7/"}, "expected an address that can be"),
    ],
)
def test_a_location_that_leads_nowhere_is_told(headers: dict[str, Any], says: str) -> None:
    with pytest.raises(Unmet, match=says):
        _ = reply(**headers).location


@pytest.mark.parametrize("path", ["/movies/a b", "/movies/é", "/movies/\n", "/movies/\ud800", "/\x7f"])
def test_some_paths_cannot_be_asked_for(path: str) -> None:
    assert not can_be_asked(path)
    assert can_be_asked("/movies/7?a=%20~")
