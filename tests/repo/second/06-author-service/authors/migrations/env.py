"""Alembic gets its connections from psycopg2, which understands DATABASE_URL as it is."""

import psycopg2
from alembic import context
from authors.environment import database_url
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

ENGINE = create_engine("postgresql+psycopg2://", creator=lambda: psycopg2.connect(database_url()), poolclass=NullPool)

with ENGINE.begin() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
