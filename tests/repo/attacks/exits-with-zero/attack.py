import sys

from . import spy

spy.tried("sys.exit(0)")
sys.exit(0)
