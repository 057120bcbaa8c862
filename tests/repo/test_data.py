"""The facts that the lessons begin with are the same wherever they stand, in one form."""

from __future__ import annotations

import json
from typing import Any

import pytest

from workshop.catalog import Lesson, find, lessons

LIBRARIES = [lesson for lesson in lessons() if "library" in lesson.services]


def data(service: str, lesson: Lesson) -> Any:
    """What the file says that `service` has its data from."""
    name = lesson.services[service].data
    assert name
    return json.loads((lesson.starter / name).read_text(encoding="utf-8"))


def newest(service: str) -> Any:
    return data(service, lessons()[-1].builder_of(service))


@pytest.mark.parametrize("lesson", LIBRARIES, ids=lambda lesson: lesson.name)
def test_the_library_holds_what_the_services_hold(lesson: Lesson) -> None:
    library = data("library", lesson)
    names = {author["id"]: author["name"] for author in newest("authors")}
    assert library["authors"] == [{"name": author["name"], "born": author["born"]} for author in newest("authors")]
    assert library["books"] == [book | {"author_id": names[book["author_id"]]} for book in newest("books")]
    assert library["users"] == [{"name": user["name"], "email": user["email"]} for user in newest("users")]


def test_there_is_enough_to_turn_pages_and_to_filter() -> None:
    books = newest("books")
    genres = [book["genre"] for book in books]
    assert len(books) >= 40
    assert len(newest("authors")) >= 15
    assert {genre for genre in genres if genres.count(genre) >= 5}
    assert {book["author_id"] for book in books} == {author["id"] for author in newest("authors")}


def test_the_library_of_every_lesson_is_the_same() -> None:
    first, *others = [data("library", lesson) for lesson in LIBRARIES]
    assert find("1") in LIBRARIES
    assert all(other == first for other in others)
