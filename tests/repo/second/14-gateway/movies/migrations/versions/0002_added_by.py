"""Keep who has added a movie; those that were there before nobody has."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("movies", sa.Column("added_by", sa.Text))


def downgrade() -> None:
    op.drop_column("movies", "added_by")
