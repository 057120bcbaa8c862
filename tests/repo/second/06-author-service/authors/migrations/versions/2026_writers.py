"""Writers, whom the database itself gives ids."""

from alembic import op

revision = "writers"
down_revision = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE writer (
            came bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            id text NOT NULL UNIQUE DEFAULT 'w' || replace(gen_random_uuid()::text, '-', ''),
            called text NOT NULL CHECK (called <> ''),
            born smallint
        )
    """)


def downgrade() -> None:
    op.execute("DROP TABLE writer")
