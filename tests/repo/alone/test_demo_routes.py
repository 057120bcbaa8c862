"""The load on real stacks: every route of every lesson's is answered, and what is written is taken away again."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from free_ports import on_free_ports
from recorded import all_well
from workshop.catalog import Lesson, lessons
from workshop.demo.library import Library
from workshop.demo.record import Record
from workshop.demo.traffic import Traffic
from workshop.stacks.stack import running

SECONDS = 20.0  # that anything may take
RATE = 150.0
CLIENTS = 4
KEPT = 3
MORE = 5  # of what clients have added, between two that are taken away
STACKED = [lesson for lesson in lessons() if 3 <= lesson.number <= 13]


@pytest.mark.portioned
@pytest.mark.parametrize("lesson", STACKED, ids=lambda lesson: lesson.name)
def test_every_route_is_answered_and_nothing_grows(lesson: Lesson, tmp_path: Path) -> None:
    with running(lesson.name, on_free_ports(lesson), print, tmp_path, access=False) as stack:
        library = Library(lesson, stack.url, kept=KEPT)
        often = [route for route in library.routes if route.name != "POST /authors"]
        record = Record()
        with closing(Traffic(library.routes, record.take, RATE, CLIENTS)) as traffic:
            traffic.start()
            well = all_well(record, often, 3, SECONDS)
            assert [str(sent) for sent in record.sent if not sent.well] == []
            assert well, Counter(sent.route.name for sent in record.sent)
            assert library.missing() == []
        assert library.written > KEPT * len(library.things)
        for things in library.things.values():
            assert KEPT <= len(things.there) <= KEPT + MORE or things.most
        titles = [movie["title"] for movie in library.things["movies"].all().json()]
        assert sum(title.startswith("Written by clients") for title in titles) == len(library.things["movies"].there)
