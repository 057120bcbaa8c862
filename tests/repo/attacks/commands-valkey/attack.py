import os

import redis

from . import spy

COMMANDS = (
    "CONFIG GET *",
    "CONFIG SET dir /tmp",
    "CONFIG REWRITE",
    "DEBUG SLEEP 0.1",
    "DEBUG RELOAD",
    f"MODULE LOAD {spy.GIVEN['open_folder']}/module.so",
    "MODULE LIST",
    "ACL LIST",
    "ACL SETUSER mine on nopass ~* +@all",
    "ACL GETUSER workshop",
    "SAVE",
    "BGSAVE",
    "BGREWRITEAOF",
    "LASTSAVE",
    f"REPLICAOF {spy.GIVEN['hosts'][0]} {spy.GIVEN['tcp']}",
    f"MIGRATE {spy.GIVEN['hosts'][0]} {spy.GIVEN['tcp']} key 0 100",
    "FAILOVER",
    "CLUSTER MEET 127.0.0.1 7000",
    "SWAPDB 0 1",
    "FLUSHALL",
    "SHUTDOWN NOSAVE",
    "SYNC",
)


@spy.at_the_first_request
def command() -> None:
    """Each on a connection of its own."""
    for words in COMMANDS:
        client = redis.Redis.from_url(os.environ["REDIS_URL"], socket_timeout=0.5)
        spy.attempt(words, lambda client=client, words=words: [client.execute_command(*words.split())])
        client.close()
