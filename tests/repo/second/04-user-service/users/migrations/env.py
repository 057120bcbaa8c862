"""Migrations are SQL; Alembic only counts them. It connects as the service does."""

import psycopg2
from alembic import context
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool
from users.config import database_address

engine = create_engine(
    "postgresql+psycopg2://", creator=lambda: psycopg2.connect(database_address()), poolclass=NullPool
)
with engine.begin() as connection:
    context.configure(connection=connection)
    context.run_migrations()
