"""The library under examination: the whole, and seen as one kind of thing that it keeps."""

from workshop.harness import service_fixture

library = service_fixture("library")
movies = service_fixture("library", member="movies")
users = service_fixture("library", member="users")
books = service_fixture("library", member="books")
