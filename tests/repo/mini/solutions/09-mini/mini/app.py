"""A service that greets, keeps notes and describes itself."""

import json
import os
from pathlib import Path

from flask import Flask, abort, request

HERE = Path(__file__).parent
PAGES = ("about.html", "about.sql", "about.yaml")


def create_app() -> Flask:
    """The service, with the notes of DATA_FILE."""
    app = Flask(__name__)
    notes = json.loads(Path(os.environ["DATA_FILE"]).read_text(encoding="utf-8"))

    @app.get("/hello")
    def hello():
        name = request.args["name"]
        # task 1: greet whoever asks
        return {"hello": name}
        # end task 1

    @app.get("/notes")
    def list_notes():
        return notes

    @app.post("/notes")
    def add_note():
        note = request.get_json()
        # task 2: keep the note
        if not note["text"].strip():
            abort(400, "a note says something")
        notes.append(note)
        return note, 201
        # end task 2

    @app.get("/about")
    def about():
        return {name: (HERE / name).read_text(encoding="utf-8") for name in PAGES}

    return app
