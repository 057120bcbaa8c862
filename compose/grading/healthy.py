"""Ask Dask's own page, from inside, whether it is well: a slim image has no curl."""

import sys
import urllib.request

with urllib.request.urlopen(f"http://127.0.0.1:{sys.argv[1]}/health", timeout=3) as reply:
    sys.exit(reply.status != 200)
