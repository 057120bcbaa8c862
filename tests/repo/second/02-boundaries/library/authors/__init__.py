"""Authors, who are told by others which books there are."""

from library.authors.views import blueprint
from library.authors.writers import Authors

__all__ = ["Authors"] + ["blueprint"]  # noqa: RUF005
