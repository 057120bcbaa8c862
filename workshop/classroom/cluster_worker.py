"""What runs in a worker of a Dask cluster: it is asked who it is, and then given submissions, content and all.

A worker keeps its benches from one submission to the next. It needs the workshop's files and packages, and no disk in
common with anybody.
"""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec
from distributed import Worker, WorkerPlugin, get_worker

from workshop import catalog
from workshop.classroom import versions
from workshop.classroom.grade import Grade, Submission
from workshop.classroom.pool_benches import Benches
from workshop.classroom.versions import Versions
from workshop.sandbox import layers
from workshop.sandbox.layers import Layer
from workshop.serve import leftovers

PLUGIN = "workshop-benches"
MOST_RUNS = 2  # whose benches are kept; of a third, the first's are ended


class Terms(msgspec.Struct, frozen=True):
    """A run: the worker that has these versions, and contains what it runs where `sandboxed`, may grade in it."""

    run: str
    lesson: str
    versions: Versions
    secret: bytes
    sandboxed: bool


class Introduction(msgspec.Struct, frozen=True):
    """A worker: its layers, what is `lacking` for code that nobody trusts, and why it is `refused`, if it is."""

    name: str
    layers: tuple[Layer, ...] = ()
    lacking: str = ""
    refused: tuple[str, ...] = ()


class Order(msgspec.Struct, frozen=True):
    """Grade a submission in a run; what it holds goes beside, as a tar of the lesson's folder."""

    run: str
    name: str
    digest: str
    key: str
    remarks: tuple[str, ...]


class Answer(msgspec.Struct, frozen=True):
    """What this worker says; no grade where nobody has asked it yet who it is."""

    worker: str
    grade: Grade | None = None


_runs: dict[str, Benches] = {}


def is_here() -> bool:
    """True, where this file is."""
    return True


async def introduce(terms: bytes, dask_worker: Any = None) -> bytes:
    """Compare what is here with the `Terms`, and get ready where all is equal; gives an `Introduction`."""
    told = msgspec.json.decode(terms, type=Terms)
    introduction = await asyncio.to_thread(_introduction, str(dask_worker.name), told)
    if not introduction.refused and told.run not in _runs:
        while len(_runs) >= MOST_RUNS:
            await dismiss(next(iter(_runs)))
        lesson = catalog.find(told.lesson)
        benches = await asyncio.to_thread(Benches, lesson, introduction.layers, told.secret)
        _runs.setdefault(told.run, benches)  # it may have been asked twice
        if PLUGIN not in dask_worker.plugins:
            await dask_worker.plugin_add(plugin=EndsBenches(), name=PLUGIN)
    return msgspec.json.encode(introduction)


def _introduction(name: str, told: Terms) -> Introduction:
    try:
        lesson = catalog.find(told.lesson)
    except catalog.CatalogError:
        return Introduction(name, refused=(f"it has no lesson {told.lesson}",))
    refused = versions.differences(told.versions, versions.of(lesson))
    found = layers.found()
    lacking = layers.enough(found)
    if told.sandboxed and lacking:
        refused.append(f"it lacks {lacking} to contain what nobody trusts (--require-sandbox)")
    return Introduction(name, found, lacking, tuple(refused))


def grade(order: bytes, content: bytes) -> bytes:
    """Grade a submission: an `Order` and what it is about; gives an `Answer`. Raises where this machine can't."""
    told = msgspec.json.decode(order, type=Order)
    benches = _runs.get(told.run)
    here = get_worker().address
    if benches is None:
        return msgspec.json.encode(Answer(here))
    with leftovers.passing_folder() as folder:
        path = folder / "submission.tar"
        path.write_bytes(content)
        submission = Submission(told.name, str(path), told.digest, remarks=told.remarks)
        return msgspec.json.encode(Answer(here, benches.grade(submission, told.key)))


async def dismiss(run: str) -> None:
    """A run is over: end its benches."""
    if benches := _runs.pop(run, None):
        await asyncio.to_thread(benches.close)


class EndsBenches(WorkerPlugin):
    """Ends the benches with the worker."""

    async def teardown(self, worker: Worker) -> None:  # noqa: ARG002 (Dask gives it)
        for run in list(_runs):
            await dismiss(run)
