import contextlib
import os
import resource

from . import spy

with contextlib.suppress(OSError, ValueError):
    resource.setrlimit(resource.RLIMIT_CORE, (resource.getrlimit(resource.RLIMIT_CORE)[1],) * 2)
spy.tried(f"a core limit of {resource.getrlimit(resource.RLIMIT_CORE)}")
spy.at_the_docs(os.abort)
