"""Make the table of movies."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "movies",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("same_title", sa.Text, nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("cast", sa.ARRAY(sa.Text), nullable=False),
        sa.Column("image", sa.Text),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("position", sa.Integer, sa.Identity(always=True), unique=True, nullable=False),
    )
    op.create_index("movies_title_and_year_are_unique", "movies", ["same_title", "year"], unique=True)


def downgrade() -> None:
    op.drop_table("movies")
