import re

from . import spy

spy.at_the_docs(lambda: re.match(r"^([a-zA-Z0-9]+)+@", "a" * 40))
spy.tried("to hold the interpreter")
