"""What worked before works still: a cut changes nothing for clients."""

from tests.contract import authors as of_authors
from tests.contract import movies as of_movies
from tests.contract import users as of_users
from workshop.harness import guard


@guard
class TestReadingUsers(of_users.Reading):
    """Users can be listed and fetched as before."""


@guard
class TestRegistering(of_users.Registering):
    """Somebody can register as before."""


@guard
class TestAddresses(of_users.Addresses):
    """Whatever people have for an e-mail address is still accepted."""


@guard
class TestOneEmail(of_users.OneEmail):
    """An e-mail address still belongs to one user."""


@guard
class TestReplacingUsers(of_users.Replacing):
    """A user's name and address can be changed as before."""


@guard
class TestDeletingUsers(of_users.Deleting):
    """A user can be deleted as before."""


@guard
class TestFreeAgain(of_users.FreeAgain):
    """An e-mail address that nobody has any more can be registered as before."""


@guard
class TestReadingAuthors(of_authors.Reading):
    """Authors can be listed and fetched as before."""


@guard
class TestCreatingAuthors(of_authors.Creating):
    """Authors can be added as before."""


@guard(after=4)
class TestReadingMovies(of_movies.Reading):
    """Movies can be listed and fetched as before."""


@guard(after=4)
class TestFiltering(of_movies.Filtering):
    """The list can be narrowed to one year as before."""


@guard(after=4)
class TestCreatingMovies(of_movies.Creating):
    """A movie can be created as before."""


@guard(after=4)
class TestDuplicates(of_movies.Duplicates):
    """A title and a year together still belong to one movie."""


@guard(after=4)
class TestRefusing(of_movies.Refusing):
    """What is no movie is refused as before."""


@guard(after=4)
class TestBodies(of_movies.Bodies):
    """Whatever the body is, it is still no reason to crash."""


@guard(after=4)
class TestReplacingMovies(of_movies.Replacing):
    """A movie can be replaced as before."""


@guard(after=4)
class TestGone(of_movies.Gone):
    """A movie that was deleted is gone, as before."""


@guard(after=4)
class TestDeletingMovies(of_movies.Deleting):
    """What isn't there can't be deleted, and is in nobody's way, as before."""


@guard(after=4)
class TestIds(of_movies.Ids):
    """An id belongs to one movie, for ever."""
