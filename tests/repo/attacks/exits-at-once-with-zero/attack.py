import os

from . import spy

spy.tried("os._exit(0)")
os._exit(0)
