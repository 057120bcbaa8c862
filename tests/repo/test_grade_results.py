"""What Gradescope is told of a submission besides its score."""

from __future__ import annotations

import json

import msgspec
import pytest

from made_up_class import LESSON, grade, ungraded
from workshop.classroom.book import results_json
from workshop.classroom.grade import Grade

REMARKS = ("taken from lessons/03, which was edited", "nothing changed\x1b\nfrom the starter")


@pytest.mark.parametrize("graded", [grade("ada"), ungraded("ada", "no archive")], ids=["verdict", "problem"])
def test_remarks_are_told(graded: Grade) -> None:
    plain = json.loads(results_json(graded, LESSON))
    told = json.loads(results_json(msgspec.structs.replace(graded, remarks=REMARKS), LESSON))
    said = "taken from lessons/03, which was edited; nothing changed␛ from the starter"
    assert told.pop("output").replace("\ufffd", "␛") == f"{plain.pop('output')}\n\nRemarks: {said}"
    assert told == plain


def test_what_names_others_is_not() -> None:
    both = msgspec.structs.replace(grade("ada"), remarks=("the same files as bela's", "nothing changed"))
    assert json.loads(results_json(both, LESSON))["output"].endswith("\n\nRemarks: nothing changed")
    assert b"bela" not in results_json(both, LESSON)
