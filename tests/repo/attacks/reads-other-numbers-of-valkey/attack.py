import os
from urllib.parse import urlsplit

import redis

from . import spy

url = urlsplit(os.environ["REDIS_URL"])
SUBMISSION = spy.GIVEN["grading"]


def note_in(number: int) -> None:
    """Leave a note in this database, and read whose is there."""
    client = redis.Redis.from_url(url._replace(path=f"/{number}").geturl(), socket_timeout=1)
    for found in client.scan_iter("left-by-*", count=1000):
        if found != f"left-by-{SUBMISSION}".encode():
            spy.got(f"a note of another grading: {found.decode()} in {number}")
    client.set(f"left-by-{SUBMISSION}", "x")
    client.close()


@spy.at_the_first_request
def look() -> None:
    """From the last number downwards, as long as it works."""
    for number in (1023, 1022, 1000, 900, 512, 300, 100, 63, 31, 16, 15):
        try:
            note_in(number)
            spy.tried(f"database {number}")
        except redis.RedisError as error:
            spy.tried(f"database {number}: {error}")
