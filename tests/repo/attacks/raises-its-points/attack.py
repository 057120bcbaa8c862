import gc
import sys

from . import spy

for thing in gc.get_objects():
    if type(thing).__name__ in ("Task", "TaskEntry", "Lesson", "LessonFile"):
        try:
            object.__setattr__(thing, "points", 100)
            spy.tried(f"points of a {type(thing).__name__}")
        except Exception as error:
            spy.tried(f"{type(thing).__name__}: {type(error).__name__}")
catalog = sys.modules.get("workshop.catalog")
spy.tried(f"a catalogue that is {'here' if catalog else 'not here'}")
if catalog:
    catalog.lessons.cache_clear()
    catalog.lessons = lambda *_: ()
