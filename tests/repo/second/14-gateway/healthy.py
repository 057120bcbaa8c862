"""Ends with 0 when the service of this container answers with 200, and with 1 otherwise: python healthy.py [PATH].

PATH is /health unless given. A slim image has no curl, and needs none for this.
"""

import http.client
import os
import sys

connection = http.client.HTTPConnection("127.0.0.1", int(os.environ["PORT"]), timeout=2)
try:
    connection.request("GET", sys.argv[1] if len(sys.argv) > 1 else "/health")
    reply = connection.getresponse()
    print(reply.status, reply.read(1000).decode(errors="replace"))
    sys.exit(reply.status != 200)
except (OSError, http.client.HTTPException) as error:
    sys.exit(f"no answer: {error!r}")
