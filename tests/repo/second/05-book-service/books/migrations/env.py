"""One transaction for all that is missing."""

from alembic import context
from books.shelf import address
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

with create_engine(address(), poolclass=NullPool).begin() as connection:
    context.configure(connection=connection)
    context.run_migrations()
