import itertools

from flask import Response

from . import spy

spy.at_the_docs(lambda: Response(itertools.repeat(b"x" * 65536), headers={"X-Size": str(10**18)}))
spy.tried("a reply without an end")
