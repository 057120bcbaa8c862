"""What run_autograder starts: one submission is graded as one of a class is, and gets its results.json.

    python -m workshop.classroom.bundle.on_gradescope SUBMISSION RESULTS LESSON

Whatever goes wrong, there are results that say so; what else there is to say goes to standard output, which Gradescope
shows to the teacher alone.
"""

from __future__ import annotations

import secrets
import sys
import traceback
from pathlib import Path

from workshop import catalog
from workshop.catalog import ROOT, Lesson
from workshop.classroom import versions
from workshop.classroom.book import keeping, results_json
from workshop.classroom.book.entries import legible
from workshop.classroom.failures import GradingError, NotGraded
from workshop.classroom.grade import Grade, Submission
from workshop.classroom.intake import reading
from workshop.classroom.intake.folders import Folder
from workshop.classroom.pool import Pool
from workshop.sandbox import layers

NAME = "submission"
SECRET = ".secret"  # which setup.sh makes: the same files get the same values, whenever they are handed in
OURS = "the autograder failed, not your code. Hand in again; if it stays so, tell your teacher, who is shown why."


def main(folder: str, results: str, name: str) -> None:
    """Write the file `results` about what was handed in into `folder`; never about an earlier submission."""
    lesson = catalog.find(name)
    grade = legible(graded(Path(folder), lesson))
    keeping.keep(Path(results), results_json(grade, lesson))


def graded(folder: Path, lesson: Lesson) -> Grade:
    """The grade of what lies in `folder`; where grading itself fails, one that says so."""
    try:
        return _checked(handed_in(folder, lesson), lesson)
    except Exception:
        traceback.print_exc(file=sys.stdout)
        return Grade(name=NAME, digest="", key="", lesson=lesson.name, problem=OURS)


def handed_in(folder: Path, lesson: Lesson) -> Submission:
    """The submission in `folder`, which is the learner's files, or one archive with them."""
    place = folder.absolute()
    with Folder.at(str(place.parent)) as parent:
        read = reading.read(parent, place.name, reading.known(lesson))
    return Submission(NAME, str(place), read.digest, read.problem, read.remarks)


def _checked(submission: Submission, lesson: Lesson) -> Grade:
    found = layers.found()
    print(layers.line(found))
    if lacking := layers.enough(found):
        print(f"Not contained as it would be in a class; it lacks {lacking}.")
    key = versions.key(versions.of(lesson), submission.digest)
    with Pool(lesson, found, _secret(), jobs=1) as pool:
        outcomes = [outcome for outcome in pool.grades([submission], {submission.name: key}) if outcome]
    if isinstance(outcomes[0], NotGraded):
        raise GradingError(outcomes[0].why)
    return outcomes[0]


def _secret() -> bytes:
    try:
        return (ROOT / SECRET).read_bytes()
    except OSError:
        return secrets.token_bytes(32)


if __name__ == "__main__":
    main(*sys.argv[1:])
