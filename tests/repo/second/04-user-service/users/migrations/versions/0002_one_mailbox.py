"""A column for the mailbox that an address reaches, made by the database, and unique."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    # a database made with the locale C knows capitals from A to Z only; newer servers know better, if they are told
    letters = op.get_bind().exec_driver_sql("SELECT 1 FROM pg_collation WHERE collname = 'pg_c_utf8'").scalar()
    address = "email COLLATE pg_c_utf8" if letters else "email"
    op.execute(f"ALTER TABLE users ADD COLUMN mailbox text GENERATED ALWAYS AS (lower({address})) STORED NOT NULL")
    op.execute("ALTER TABLE users ADD CONSTRAINT one_user_a_mailbox UNIQUE (mailbox)")


def downgrade() -> None:
    op.execute("ALTER TABLE users DROP COLUMN mailbox")
