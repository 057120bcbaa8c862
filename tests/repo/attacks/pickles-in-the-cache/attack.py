import os
import pickle

import redis

from . import spy


class Command:
    """Makes a file when it is unpickled."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (f"{spy.GIVEN['open_folder']}/unpickled",)


@spy.at_the_first_request
def put() -> None:
    """Under every name that the checks may look at."""
    client = redis.Redis.from_url(os.environ["REDIS_URL"], socket_timeout=1)
    try:
        for name in ("users:me", "flask_cache_view//users", "session", b"\xff\x00"):
            client.set(name, pickle.dumps(Command()), px=100)
        spy.tried("pickles in the cache")
    except redis.RedisError as error:
        spy.tried(f"pickles: {error}")
