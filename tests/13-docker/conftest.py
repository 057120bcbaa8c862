"""What the checks of this lesson share: the recipe as text, images of it, and the services as in every lesson."""

from typing import Any

import pytest

from workshop.harness import image_fixture, recipe_fixture, service_fixture
from workshop.harness.docker.container import Container
from workshop.harness.docker.image import Image
from workshop.harness.docker.recipe import Recipe
from workshop.harness.service import Service

from . import reading

NOWHERE = "http://127.0.0.1:9"
KEY = "development-librarian"
NO_DATABASE = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}
PATIENCE = 60  # seconds for a start, on a machine that has much else to do

recipe = recipe_fixture()
books_image = image_fixture("books")
users_image = image_fixture("users")

movies = service_fixture("movies")
users = service_fixture("users")
books = service_fixture("books")
authors = service_fixture("authors")


def up(image: Image, **options: Any) -> Container:
    """A container of the image that answers /health; it has every right and no database unless told."""
    return image.run(NO_DATABASE, **{"locked": False} | options).wait_ready(seconds=PATIENCE)


@pytest.fixture
def program(recipe: Recipe) -> reading.Program:
    """What a container of the image runs, by the text."""
    return reading.program(recipe)


@pytest.fixture(autouse=True)
def alone(request: pytest.FixtureRequest) -> None:
    """Who calls others calls nobody here; those who ask for a key are shown one."""
    for name, variable in (("movies", "JWKS_URL"), ("authors", "BOOKS_URL")):
        if name in request.fixturenames:
            service: Any = request.getfixturevalue(name)
            service.called.clear()
            service.given[variable] = NOWHERE
    for name in ("books", "authors"):
        if name in request.fixturenames:
            request.getfixturevalue(name).headers["X-API-Key"] = KEY


@pytest.fixture
def library(movies: Service, users: Service, books: Service, authors: Service) -> dict[str, Service]:
    """The four services by name; each starts when it is first asked."""
    return {"movies": movies, "users": users, "books": books, "authors": authors}
