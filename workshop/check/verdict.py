"""What a run of a lesson's checks says, task by task."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec

from workshop import regions
from workshop.catalog import Lesson, Task
from workshop.harness.record import CheckResult

TaskStatus = Literal["passed", "failed", "todo", "skipped"]


class TaskVerdict(msgspec.Struct, frozen=True):
    """One task: its points are earned when all its scored checks pass.

    `star` is True when its harder checks pass too, False when one doesn't, None where there is none or the task is not
    started. `begin` says where it is to be begun then, as file:line.
    """

    number: int
    title: str
    status: TaskStatus
    score: int
    points: int
    star: bool | None
    checks: tuple[CheckResult, ...]
    begin: tuple[str, ...] = ()

    @property
    def failing(self) -> CheckResult | None:
        """The first scored check that failed."""
        return next((check for check in self.checks if check.status == "failed" and not check.harder), None)


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """A lesson's verdict; `seed` repeats its random values, `notes` are remarks that cost no points.

    `guards` are the checks of what worked before, as far as their tasks pass; they earn nothing, but belong to success.
    """

    schema: Literal[1] = 1
    lesson: str
    tree: str
    seed: str
    seconds: float
    score: int
    max: int
    tasks: tuple[TaskVerdict, ...]
    guards: tuple[CheckResult, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        return all(task.status == "passed" for task in self.tasks) and not self.broken

    @property
    def broken(self) -> list[CheckResult]:
        """The guards that failed: what worked before and works no more."""
        return [guard for guard in self.guards if guard.status == "failed"]

    def updated(self, newer: Verdict) -> Verdict:
        """This verdict with the tasks that `newer` judges taken from there."""
        judged = {task.number: task for task in newer.tasks}
        tasks = tuple(judged.get(task.number, task) for task in self.tasks)
        score = sum(task.score for task in tasks)
        return msgspec.structs.replace(self, tasks=tasks, score=score, seed=newer.seed, guards=())

    @property
    def first_unfinished(self) -> TaskVerdict | None:
        return next((task for task in self.tasks if task.status in ("failed", "todo")), None)


class Marked(msgspec.Struct, frozen=True):
    """The regions of what is graded beside those of the starter it was made from."""

    work: regions.Tree
    starter: regions.Tree

    def untouched(self, task: int) -> bool:
        return regions.untouched(self.work, self.starter, task)


def judge(
    lesson: Lesson,
    results: Sequence[CheckResult],
    *,
    tree: str,
    seed: str,
    seconds: float,
    marked: Marked | None = None,
    tasks: Sequence[int] = (),
    notes: Sequence[str] = (),
) -> Verdict:
    """The verdict of `results`, with `notes`; `marked`, where there are files, tells "not started" from "wrong"."""
    judged = tuple(
        _judge_task(lesson, task, [result for result in results if result.task == task.number], marked)
        for task in lesson.tasks
        if not tasks or task.number in tasks
    )
    passed = {0, *(task.number for task in judged if task.status == "passed")}
    notes = [*(note for result in results for note in result.notes), *notes]
    if marked and tree == "work":
        notes += _cure(lesson, regions.lost(marked.work, marked.starter))
    return Verdict(
        lesson=lesson.name,
        tree=tree,
        seed=seed,
        seconds=round(seconds, 3),
        score=sum(task.score for task in judged),
        max=sum(task.points for task in judged),
        tasks=judged,
        guards=tuple(result for result in results if result.after in passed),
        notes=tuple(dict.fromkeys(notes)),
    )


def _judge_task(lesson: Lesson, task: Task, results: list[CheckResult], marked: Marked | None) -> TaskVerdict:
    scored = [result for result in results if not result.harder]
    harder = [result for result in results if result.harder]
    status = _status(task, scored, marked)
    return TaskVerdict(
        number=task.number,
        title=task.title,
        status=status,
        score=task.points if status == "passed" else 0,
        points=task.points,
        star=_star(status, harder),
        checks=tuple(results),
        begin=where_to_begin(lesson, marked.work, task.number) if marked and status == "todo" else (),
    )


def where_to_begin(lesson: Lesson, work: regions.Tree, task: int) -> tuple[str, ...]:
    """The places of a task in the learner's files, as file:line."""
    places = work.of_task(task).values()
    return tuple(f"work/{lesson.name}/{region.file}, line {max(1, region.start)}" for region in places)


def _star(status: TaskStatus, harder: list[CheckResult]) -> bool | None:
    if status == "todo" or not harder:
        return None
    return status == "passed" and all(result.status == "passed" for result in harder)


def _status(task: Task, scored: list[CheckResult], marked: Marked | None) -> TaskStatus:
    failed = [result for result in scored if result.status == "failed"]
    if failed:
        untouched = marked is not None and marked.untouched(task.number)
        return "todo" if untouched or all(result.unwritten for result in failed) else "failed"
    if not scored or any(result.status == "skipped" for result in scored):
        return "skipped"
    return "passed"


def _cure(lesson: Lesson, problems: Sequence[str]) -> list[str]:
    """One note on all that is wrong with the markers; none when nothing is."""
    if not problems:
        return []
    number = lesson.number
    return [
        f"work/{lesson.name}/{'; '.join(problems)}. Your code is checked all the same; so that solution and reset work "
        f"there, put it back as it is in lessons/{lesson.name}/, or (a backup is kept): "
        f"python3 -m workshop reset {number}"
    ]
