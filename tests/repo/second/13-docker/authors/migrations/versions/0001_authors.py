"""The table of authors."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "authors",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("born", sa.Integer),
        sa.Column("position", sa.Integer, sa.Identity(always=True), nullable=False, unique=True),
    )


def downgrade() -> None:
    op.drop_table("authors")
