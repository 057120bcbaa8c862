import os

from . import spy

spy.tried("os._exit(0) in a handler")
spy.at_the_docs(lambda: os._exit(0))
