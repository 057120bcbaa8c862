"""Made-up grades of lesson 3, for the tests of the gradebook: what fails is chosen, the verdict is judged really."""

from __future__ import annotations

import dataclasses
import hashlib
import random
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

from workshop import regions
from workshop.catalog import find
from workshop.check.verdict import Marked, judge
from workshop.classroom.book import About
from workshop.classroom.grade import Grade
from workshop.harness.record import CheckResult, Exchange, Start

LESSON = find("3")
STARTER, SOLUTION = regions.read(LESSON.starter), regions.read(LESSON.solution)
ABOUT = About(
    when=datetime(2026, 11, 22, 14, 5, tzinfo=UTC),
    layers="contained by: own user, Landlock (ABI 7), seccomp, limits, network and PID namespaces",
    versions={"Python": "3.11.2", "flask": "3.1.2"},
)
HOSTILE = (
    '"><script>alert(1)</script><img src=x onerror=alert(2)></pre></style></title><!-- {{ 7 * 7 }}{% raw %} '
    "'onmouseover='alert(3) [bold red]red[/] &lt; \u202eturned \x1b[31m"
)
# task, name, whether it is a harder one, requirement, what is expected
CHECKS = (
    (1, "test_the_list_of_movies", False, "GET /movies answers with every movie.", "200 OK"),
    (1, "test_a_year_that_is_no_number", False, "GET /movies?year=abc is refused with 400.", "400 Bad Request"),
    (2, "test_a_new_movie", False, "POST /movies answers 201 with the new movie.", "201 Created"),
    (2, "test_a_blank_title", False, "A title that is only blanks is refused with 400.", "400 Bad Request: no title"),
    (2, "test_json_nested_without_end", True, "JSON that is nested 100,000 levels deep is refused.", "400 Bad Request"),
    (3, "test_the_same_movie_twice", False, "A movie that is there already is refused.", "409 Conflict"),
    (3, "test_the_same_title_in_other_letters", True, "Capitals make no other title.", "409 Conflict"),
    (4, "test_replacing_a_movie", False, "PUT /movies/{id} answers 200 with the new movie.", "200 OK"),
    (4, "test_replacing_what_is_not_there", False, "A PUT to an unknown id answers 404.", "404 Not Found"),
    (5, "test_a_deleted_movie_is_gone", False, "After DELETE the movie is gone.", "204 No Content"),
    (6, "test_the_document_has_a_name", False, "The document names the service.", "info.title to be a name"),
    (6, "test_every_route_is_in_the_document", False, "The document knows every route.", '"/movies/{id}" among them'),
)
NAMES = {name: (task, harder, requirement, expected) for task, name, harder, requirement, expected in CHECKS}


def check(name: str, status: str = "passed", **more: Any) -> CheckResult:
    """What became of a check: passed, failed, skipped, or todo, as which 501 counts."""
    task, harder, requirement, expected = NAMES[name]
    given: dict[str, Any] = {
        "starts": (Start("movies", [], {}, 1),),
        "requests": (Exchange("movies", "POST", "/movies", {}, '{"title": "Alien"}', 500, "{}"),),
        "seconds": 0.02,
    }
    if status in ("failed", "todo"):
        got = "501 Not Implemented" if status == "todo" else "500 Internal Server Error"
        given |= {"message": f"expected {expected}\ngot      {got}", "failing": 1, "unwritten": status == "todo"}
    if status == "skipped":
        given |= {"message": "needs Docker"}
    if status == "todo":
        status = "failed"
    return CheckResult(name, task, harder, requirement, status, **given | more)  # type: ignore[arg-type]


def grade(
    name: str,
    failed: Collection[str] = (),
    *,
    todo: Collection[int] = (),
    special: Mapping[str, CheckResult] | None = None,
    seconds: float = 0.35,
    digest: str = "",
    remarks: tuple[str, ...] = (),
) -> Grade:
    """A grade: these checks failed, these tasks aren't begun, `special` has what else became of a check."""
    results = []
    for task, each, *_ in CHECKS:
        status = "todo" if task in todo else "failed" if each in failed else "passed"
        results.append((special or {}).get(each) or check(each, status))
    return Grade(
        name=name,
        digest=digest or hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest(),
        key="k",
        lesson=LESSON.name,
        verdict=judge(LESSON, results, tree="submission", seed="s", seconds=seconds, marked=files(frozenset(todo))),
        remarks=remarks,
        seconds=seconds,
    )


@cache
def files(todo: frozenset[int]) -> Marked:
    """The learner's files: the solution, but for the tasks that aren't begun."""
    ours = [region for region in STARTER.regions if region.task in todo]
    ours += [region for region in SOLUTION.regions if region.task not in todo]
    return Marked(dataclasses.replace(SOLUTION, regions=tuple(ours)), STARTER)


def ungraded(name: str, problem: str, remarks: tuple[str, ...] = ()) -> Grade:
    return Grade(name=name, digest="", key="k", lesson=LESSON.name, problem=problem, remarks=remarks)


def crowd(number: int) -> list[Grade]:
    """So many learners, each of whom got about as far as people do; the same ones each time."""
    luck = random.Random(number)
    grades = []
    for each in range(number):
        name = f"{luck.choice(FIRST)}-{luck.choice(LAST)}-{each:05}"
        reached = min(luck.choice((2, 4, 5, 6, 6, 6, 6)), 6)
        failed = [check for check, (task, harder, *_) in NAMES.items() if luck.random() < 0.02 * task + 0.2 * harder]
        if luck.random() < 0.02:
            grades.append(ungraded(name, "the archive has no folder 03-movie-service: hand in work/03-movie-service"))
        else:
            todo = range(reached + 1, 7)
            grades.append(grade(name, failed, todo=todo, seconds=luck.lognormvariate(-1, 0.25)))
    return grades


def hostile(text: str) -> list[Grade]:
    """Grades with this text wherever a learner can put one."""
    exchange = Exchange("movies", text, f"/{text}", {text: text, "Content-Type": text}, text, 200, text)
    other = Exchange(text, "GET", "/", {}, None, 200, text)
    worst = CheckResult(
        name=text,
        task=2,
        harder=False,
        requirement=text,
        status="failed",
        message=f"expected {text}\ngot      {text}\n         {text}",
        failing=2,
        starts=check("test_a_new_movie").starts,
        requests=(other, exchange),
        calls=(text,),
        log=f"{text}\n{text}",
        notes=(text,),
    )
    skipped = check("test_a_deleted_movie_is_gone", "skipped", message=text)
    not_started = check("test_the_list_of_movies", "failed", requests=(), message=f"expected {text}\ngot      {text}")
    return [
        grade(text, special={"test_a_new_movie": worst, "test_a_deleted_movie_is_gone": skipped}, remarks=(text, text)),
        grade(f"2{text}", special={"test_the_list_of_movies": not_started}, digest=text, seconds=9.0),
        ungraded(f"3{text}", f"{text}\n{text}", (text,)),
    ]


FIRST = ("ada", "bela", "chidi", "dana", "emil", "farah", "goran", "hana", "igor", "jana", "kofi", "luca", "mara")
LAST = ("almeida", "berg", "costa", "dubois", "eriksen", "garcia", "haddad", "ito", "lindqvist", "usman", "zeman")
