import gc
import sys

from . import spy

WANTED = {"Run", "Checker", "Checks", "LessonRun", "Values", "CheckResult", "Verdict", "Conversation", "Bench", "Item"}
found = {
    type(thing).__name__ for thing in gc.get_objects() if type(thing).__module__.startswith(("workshop", "_pytest"))
}
for name in WANTED & found:
    spy.got(f"an object of the class {name}")
loaded = [name for name in sys.modules if name.startswith(("workshop.check", "workshop.harness", "tests.", "_pytest"))]
for name in loaded:
    spy.got(f"a loaded {name}")
spy.tried(f"{len(found)} classes of the workshop's")
