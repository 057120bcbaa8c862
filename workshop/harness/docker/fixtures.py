"""The fixtures of checks that work with Docker."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from workshop.harness.docker.composed import Composed
from workshop.harness.docker.gateway import Gateway
from workshop.harness.docker.image import Image
from workshop.harness.docker.library import Library
from workshop.harness.docker.recipe import Recipe
from workshop.harness.plugin import LessonRun
from workshop.harness.record import Conversation
from workshop.harness.shared import locked


def recipe_fixture() -> Any:
    """A fixture that gives a check the learner's Dockerfile and .dockerignore as text; it needs no engine."""

    @pytest.fixture
    def recipe(lesson_run: LessonRun) -> Recipe:
        """The learner's Dockerfile."""
        if lesson_run.run.urls:
            pytest.skip("needs your Dockerfile")
        return Recipe(Path(lesson_run.run.folder))

    return recipe


def image_fixture(service: str) -> Any:
    """A fixture that gives a check the image of `service`, built once a run; its containers go with the check."""

    @pytest.fixture
    def image(request: pytest.FixtureRequest, lesson_run: LessonRun, conversation: Conversation) -> Iterator[Image]:
        """The image of a service of the lesson."""
        made = Image(lesson_run.engine, service, conversation)
        lesson_run.listen(made, request.node)
        yield made
        made.close()

    return image


def gateway_fixture(path: str) -> Any:
    """A fixture that gives a check a gateway with the nginx configuration at `path` of the lesson's folder.

    Behind it are stand-ins for the services; it is fresh for each check, and started with the first request.
    """

    @pytest.fixture
    def gateway(request: pytest.FixtureRequest, lesson_run: LessonRun, conversation: Conversation) -> Iterator[Gateway]:
        """A gateway, and rooms behind it."""
        made = Gateway(lesson_run.engine, path, conversation)
        lesson_run.listen(made, request.node)
        yield made
        made.close()

    return gateway


def compose_fixture() -> Any:
    """A fixture that gives a check the learner's compose.yml as Compose understands it."""

    @pytest.fixture
    def composed(lesson_run: LessonRun) -> Composed:
        """The learner's compose.yml."""
        return Composed(lesson_run.engine.folder)

    return composed


def library_fixture() -> Any:
    """A fixture that gives a check the learner's whole stack, up; one check at a time has it."""

    @pytest.fixture
    def library(request: pytest.FixtureRequest, lesson_run: LessonRun, conversation: Conversation) -> Iterator[Library]:
        """The learner's whole stack."""
        engine = lesson_run.engine
        with locked(engine.scratch / "docker-library-taken"):
            made = Library(engine, conversation)
            lesson_run.listen(made, request.node)
            yield made

    return library
