"""Users. They know nobody, and keep themselves in dataclasses."""

from library.users.members import Users
from library.users.pages import blueprint

__all__: list[str] = ["Users"]
__all__ += ["blueprint"]
