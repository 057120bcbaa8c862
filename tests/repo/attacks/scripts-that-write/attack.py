import os
import secrets

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from . import spy

spy.must_be_caged()


@spy.at_the_first_request
def run() -> None:
    """It goes on when this service has long ended; of four services one does it, lest all are only waited for."""
    if secrets.randbelow(4):
        return
    client = redis.Redis.from_url(os.environ["REDIS_URL"], socket_timeout=0.2, retry=Retry(NoBackoff(), 0))
    for words in (("EVAL", "server.call('SET', 'mine', 1) while true do end", "0"), ("SCRIPT", "KILL")):
        try:
            client.execute_command(*words)
            spy.tried(f"{words[0]}: done")
        except redis.RedisError as error:
            spy.tried(f"{words[0]}: {error}")
    client.close()
