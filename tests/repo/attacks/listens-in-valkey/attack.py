import os

import redis

from . import spy

COMMANDS = ("MONITOR", "CLIENT LIST", "SLOWLOG GET", "COMMANDLOG GET 10 0 slow", "LATENCY HISTORY command", "ACL LOG")


@spy.at_the_first_request
def listen() -> None:
    """Each on a connection of its own; the channels have half a second."""
    for words in COMMANDS:
        client = redis.Redis.from_url(os.environ["REDIS_URL"], socket_timeout=0.5)
        spy.attempt(words, lambda client=client, words=words: client.execute_command(*words.split()))
        client.close()
    client = redis.Redis.from_url(os.environ["REDIS_URL"], socket_timeout=0.5)
    channels = client.pubsub()
    try:
        channels.psubscribe("*")
        said = [channels.get_message(timeout=0.2) for _ in range(3)]
        for message in filter(None, said):
            if message["type"] == "pmessage":
                spy.got(f"a message of others: {message['channel']}")
        spy.tried("all channels")
    except redis.RedisError as error:
        spy.tried(f"channels: {error}")
    client.close()
