import os

import redis

from . import spy

spy.must_be_caged()


@spy.at_the_first_request
def fill() -> None:
    """A hundred megabytes each, and gone again: five other services share the server."""
    client = redis.Redis.from_url(os.environ["REDIS_URL"], socket_timeout=2)
    names = [f"filling-{number}" for number in range(7)]
    filled = 0
    try:
        for name in names:
            client.setrange(name, 100 * 1024 * 1024, "x")
            filled += 100
    except redis.RedisError as error:
        spy.tried(f"{error}")
    (spy.got if filled > 500 else spy.tried)(f"{filled} MB in Valkey")
    try:
        client.delete(*names)
    except redis.RedisError as error:
        spy.tried(f"{error}")
    client.close()
