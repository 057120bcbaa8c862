"""How Alembic reaches the database: where DATABASE_URL says, as the service does."""

from alembic import context
from movies.models import Base
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from chassis import settings

engine = create_engine(settings.database_url(), poolclass=NullPool)
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=Base.metadata)
    with context.begin_transaction():
        context.run_migrations()
