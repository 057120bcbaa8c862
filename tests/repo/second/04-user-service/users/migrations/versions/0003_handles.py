"""What the public calls a user by. Who is there already keeps the number that clients know; others can't be counted."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.execute("ALTER TABLE users ADD COLUMN handle text")
    op.execute("UPDATE users SET handle = id::text")
    op.execute("""
        ALTER TABLE users
            ALTER COLUMN handle SET DEFAULT 'u' || replace(gen_random_uuid()::text, '-', ''),
            ALTER COLUMN handle SET NOT NULL,
            ADD CONSTRAINT one_user_a_handle UNIQUE (handle)
    """)


def downgrade() -> None:
    op.execute("ALTER TABLE users DROP COLUMN handle")
