import builtins
import sys
from types import ModuleType

from . import spy


class Agreeing(ModuleType):
    """A module whose every function says yes."""

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *_, **__: True


class Finder:
    """First on the list of those who find modules."""

    @staticmethod
    def find_spec(name: str, *_: object) -> None:
        if name.startswith(("workshop", "tests", "dirty_equals")):
            spy.tried(f"the import of {name}")


original = builtins.__import__
builtins.__import__ = lambda *arguments, **named: original(*arguments, **named)
sys.meta_path.insert(0, Finder)
for name in ("_pytest", "pytest", "dirty_equals", "workshop.check.verdict", "workshop.harness.reply"):
    sys.modules[name] = Agreeing(name)
spy.tried("a hook for imports")
