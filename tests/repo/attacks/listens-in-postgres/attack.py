from . import spy

STATEMENTS = (
    "SELECT query FROM pg_stat_activity WHERE usename <> current_user AND query NOT LIKE '<ins%' AND query <> ''",
    "SELECT rolname, rolpassword FROM pg_authid",
    "SELECT usename, passwd FROM pg_shadow",
    "SELECT rolname FROM pg_roles WHERE rolpassword NOT LIKE '***%'",
    "SELECT * FROM pg_hba_file_rules",
    "SELECT * FROM pg_user_mappings",
    "SELECT name, setting FROM pg_settings WHERE name IN ('data_directory', 'hba_file', 'config_file')",
    "SELECT * FROM pg_config",
    "SELECT pg_read_all_data()",
    "SELECT query FROM pg_stat_statements",
    "SELECT count(*) FROM pg_stat_get_wal_senders()  HAVING count(*) > 0",
)
spy.ask_postgres(STATEMENTS)
