# task 3: the second version of the table
"""Let an e-mail address belong to one user only, whatever its capitals."""

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Nothing yet: the model in models.py knows the rule, and the table has never heard of it."""


def downgrade() -> None:
    """Nothing yet."""
