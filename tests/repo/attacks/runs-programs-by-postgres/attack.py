from . import spy

TOUCH = f"touch {spy.GIVEN['open_folder']}/postgres"
STATEMENTS = (
    f"COPY (SELECT 1) TO PROGRAM '{TOUCH}'",
    f"CREATE TEMP TABLE t (line text); COPY t FROM PROGRAM '{TOUCH}'",
    "CREATE FUNCTION system(cstring) RETURNS int AS '/lib/x86_64-linux-gnu/libc.so.6', 'system' LANGUAGE C",
    "CREATE EXTENSION plpython3u",
    "CREATE EXTENSION plperlu",
    "CREATE EXTENSION pltclu",
    "CREATE LANGUAGE c_again HANDLER plpgsql_call_handler",
    "LOAD 'dblink'",
    f"ALTER SYSTEM SET archive_command = '{TOUCH}'",
    "ALTER SYSTEM SET log_directory = '/tmp'",
    f"LOAD '{spy.GIVEN['open_folder']}/x'",
    "SET session_preload_libraries = 'x'",
    "SELECT pg_reload_conf()",
    "SELECT pg_rotate_logfile()",
    "CREATE EVENT TRIGGER mine ON ddl_command_start EXECUTE FUNCTION nothing()",
    "CREATE SUBSCRIPTION mine CONNECTION 'host=127.0.0.1' PUBLICATION p",
)
spy.ask_postgres(STATEMENTS)
