import sys

from . import spy

frame = sys._getframe()
while frame:
    for name, value in list(frame.f_locals.items()):
        if name == "self" and hasattr(value, "services"):
            spy.tried(f"the parent's services: {len(value.services)}")
            for connection in value.services:
                spy.attempt("another service's connection", lambda held=connection: held.getpeername())
            spy.attempt("the ordering socket", lambda held=value: held.listener.getsockname())
            value.services.clear()
        if name in ("line", "launch"):
            spy.tried(f"my own {name}")
    frame = frame.f_back
spy.tried("the whole stack")
