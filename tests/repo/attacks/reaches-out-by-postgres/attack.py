from . import spy

HOST, PORT = spy.GIVEN["hosts"][0], spy.GIVEN["tcp"]
STATEMENTS = (
    "CREATE EXTENSION dblink",
    "CREATE EXTENSION postgres_fdw",
    "CREATE EXTENSION file_fdw",
    "CREATE EXTENSION adminpack",
    "CREATE EXTENSION pg_stat_statements",
    "CREATE EXTENSION pageinspect",
    f"SELECT dblink_connect('host={HOST} port={PORT}')",
    f"CREATE FOREIGN DATA WRAPPER mine OPTIONS (host '{HOST}')",
    f"CREATE SUBSCRIPTION s CONNECTION 'host={HOST} port={PORT}' PUBLICATION p",
)
spy.ask_postgres(STATEMENTS)
