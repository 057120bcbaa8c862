"""The table, and a sequence whose numbers are the ids of new books."""

from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.execute("CREATE SEQUENCE book_numbers")
    op.execute("""
        CREATE TABLE shelf (
            id text PRIMARY KEY DEFAULT nextval('book_numbers')::text,
            title text NOT NULL CHECK (char_length(title) BETWEEN 1 AND 200),
            author_id text NOT NULL CHECK (author_id ~ '^[A-Za-z0-9._~-]{1,64}$'),
            genre text NOT NULL CHECK (char_length(genre) BETWEEN 1 AND 100),
            year smallint NOT NULL CHECK (year BETWEEN -3000 AND 2100)
        )
    """)
    op.execute("CREATE INDEX shelf_order ON shelf (lower(title), title, length(id), id)")


def downgrade() -> None:
    op.execute("DROP TABLE shelf")
    op.execute("DROP SEQUENCE book_numbers")
