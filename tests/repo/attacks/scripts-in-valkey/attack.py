import os

import redis

from . import spy

SCRIPTS = (
    f"return io.open('{spy.GIVEN['secret_file']}'):read('*a')",
    f"return dofile('{spy.GIVEN['secret_file']}')",
    f"return loadfile('{spy.GIVEN['secret_file']}')()",
    f"return os.execute('touch {spy.GIVEN['open_folder']}/lua')",
    "return package.loadlib('libc.so.6', 'system')",
    "return loadstring(string.dump(function() return 1 end))()",
    "return load(function() return string.dump(print) end)()",
    "getmetatable('').__index.byte = nil; return 1",
    "_G.left = 1; return 1",
    "return debug.getinfo(1).source",
)
OWN = f"left_by_{spy.GIVEN['grading']}"
LIBRARY = f"#!lua name={OWN}\nredis.register_function('{OWN}', function() return 1 end)"


@spy.at_the_first_request
def run() -> None:
    """Scripts first, then a library that would stay."""
    client = redis.Redis.from_url(os.environ["REDIS_URL"], socket_timeout=1)
    for script in SCRIPTS:
        spy.attempt(script[:40], lambda script=script: client.eval(script, 0))
    try:
        for library in client.function_list(library="left_by_*"):
            if OWN not in str(library):
                spy.got("a library that an earlier grading has left")
        client.function_load(LIBRARY, replace=True)
        spy.tried("a library that stays")
    except redis.RedisError as error:
        spy.tried(f"functions: {error}")
    client.close()
