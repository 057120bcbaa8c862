"""Put the users of a JSON file into the database: python -m users.load FILE."""

import json
import sys
from pathlib import Path

from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from chassis import settings
from users.models import User


def load(file: Path) -> None:
    """Store every user in the file, or none; one who has an id there keeps it."""
    items = json.loads(file.read_text(encoding="utf-8"))
    engine = create_engine(settings.database_url())
    with Session(engine) as session, session.begin():
        session.add_all(User(**item) for item in items)
        session.flush()
        if any("id" in item for item in items):
            # these ids the database did not give out itself, and must not give out again
            session.execute(select(func.setval(func.pg_get_serial_sequence("users", "id"), func.max(User.id))))


if __name__ == "__main__":
    load(Path(sys.argv[1]))
