import os

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from . import spy

spy.must_be_caged()


@spy.at_the_first_request
def run() -> None:
    """What comes back within half a second is a refusal."""
    once = Retry(NoBackoff(), 0)
    client = redis.Redis.from_url(os.environ["REDIS_URL"], socket_timeout=0.5, retry=once)
    try:
        client.eval("while true do end", 0)
        spy.tried("the script has ended")
    except redis.TimeoutError:
        spy.tried("a script that goes on, in a server of its own")
    except redis.RedisError as error:
        spy.tried(f"{error}")
    client.close()
