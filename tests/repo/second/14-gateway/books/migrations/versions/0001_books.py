"""Make the table of books."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "books",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("author_id", sa.String(64), nullable=False),
        sa.Column("genre", sa.String(100), nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
    )
    op.create_index("books_by_author", "books", ["author_id"])
    op.create_index("books_by_genre", "books", ["genre"])


def downgrade() -> None:
    op.drop_table("books")
