import os
from urllib.parse import urlsplit

import psycopg2

from . import spy

url = urlsplit(os.environ["DATABASE_URL"])
own = url.path.removeprefix("/")


def names() -> list[str]:
    """All databases of the server, as every role may list them."""
    with psycopg2.connect(url.geturl(), connect_timeout=2) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database")
        return [name for (name,) in cursor.fetchall()]


def opened(name: str, user: str | None) -> str:
    """Which database that is, once one is in."""
    named = {"user": user} if user else {}
    with psycopg2.connect(url._replace(path=f"/{name}").geturl(), connect_timeout=2, **named) as connection:
        return connection.info.dbname


@spy.at_the_first_request
def look() -> None:
    """Each with its own role, with the role of that name and with the administrator's."""
    found = names()
    spy.tried(f"{len(found)} databases")
    known = {"postgres", "template1", "workshop"}
    for name in {*found, *known} - {own}:
        for user in (None, name, "workshop", "postgres") if name in known else (None, name):
            spy.attempt(f"{name[-9:]} as {user and user[-9:]}", lambda name=name, user=user: opened(name, user))
