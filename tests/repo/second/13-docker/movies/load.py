"""Put the movies of a JSON file into the database: python -m movies.load FILE."""

import json
import sys
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from chassis import settings
from movies.models import Movie


def load(file: Path) -> None:
    """Store every movie in the file, or none; one that has an id there keeps it."""
    items = json.loads(file.read_text(encoding="utf-8"))
    engine = create_engine(settings.database_url())
    with Session(engine) as session, session.begin():
        session.add_all(Movie(**item) for item in items)


if __name__ == "__main__":
    load(Path(sys.argv[1]))
