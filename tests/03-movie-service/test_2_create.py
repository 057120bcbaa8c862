"""Task 2: movies can be created, and only movies."""

from tests.contract import movies as contract
from workshop.harness import harder, task


@task(2)
class TestCreating(contract.Creating):
    """A movie can be created."""


@task(2)
class TestRefusing(contract.Refusing):
    """What is no movie is refused."""


@task(2)
def test_an_unknown_field(movies, some):
    """A field that isn't part of a movie is refused with 400."""
    because = "what isn't refused today is stored today, and trusted by somebody tomorrow"
    contract.refuses(movies, some, because, **{"is_admin": [True], some.word(): [some.word()]})


@task(2)
class TestBodies(contract.Bodies):
    """Whatever the body is, it is no reason to crash."""


@harder(2)
def test_an_image_with_a_broken_host(movies, some):
    """An image whose host is an unfinished bracket is refused."""
    because = "Python's own URL parser raises ValueError here, and a fault of the client's is never a 500"
    contract.refuses(movies, some, because, image=[f"https://[{some.word()}/poster.jpg"])
