from . import spy

FILE = spy.GIVEN["secret_file"]
STATEMENTS = (
    f"SELECT pg_read_file('{FILE}')",
    f"SELECT pg_read_binary_file('{FILE}')",
    "SELECT pg_read_file('postgresql.conf', 0, 40)",
    "SELECT pg_read_file('../password')",
    "SELECT pg_ls_dir('.')",
    f"SELECT * FROM pg_stat_file('{FILE}')",
    "SELECT pg_ls_waldir()",
    "SELECT pg_ls_logdir()",
    "SELECT pg_current_logfile() WHERE pg_current_logfile() IS NOT NULL",
    f"CREATE TEMP TABLE t (line text); COPY t FROM '{FILE}'; SELECT * FROM t",
    f"SELECT lo_get(lo_import('{FILE}'))",
    f"SELECT lo_export(lo_from_bytea(0, 'x'), '{spy.GIVEN['open_folder']}/exported')",
    f"COPY (SELECT 'x') TO '{spy.GIVEN['open_folder']}/copied'",
    f"CREATE TABLESPACE mine LOCATION '{spy.GIVEN['open_folder']}'",
)
spy.ask_postgres(STATEMENTS)
