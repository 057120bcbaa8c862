"""Make the library's secrets, each new and at random, as files beside this one: python make.py [FOLDER].

What is there already stays: the databases have their passwords from the first start. Each folder becomes a Secret, and
holds what its service must know and no other need. The two keys for people and programs outside are printed, once: what
is kept of them is a hash.
"""

import hashlib
import json
import secrets
import subprocess
import sys
from pathlib import Path

SERVICES = ("movies", "users", "books", "authors")
CACHES = {"users": 0, "authors": 1}  # the number of each one's database in Valkey
MAKE_KEY = Path(__file__).parents[2] / "make_key.py"


def once(file: Path, content: str) -> str:
    """What is in the file, which gets this content where there is none yet. Its owner alone may read it."""
    if not file.exists():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(content, encoding="utf-8")
    return file.read_text(encoding="utf-8")


def password() -> str:
    """Letters and digits, which need no care in a URL, and too many to guess."""
    return secrets.token_hex(24)


def known(**programs: tuple[str, list[str]]) -> str:
    """A list of keys as lesson 8 has it: who may come, by the hash of a key, and for what."""
    entries = [
        {"name": name, "sha256": hashlib.sha256(key.encode()).hexdigest(), "scopes": scopes}
        for name, (key, scopes) in programs.items()
    ]
    return json.dumps(entries, indent=2) + "\n"


def make(folder: Path) -> None:
    """Make what is missing in `folder`."""
    once(folder / "postgres" / "password", password())
    for service in SERVICES:
        once(folder / service / "database-url", f"postgresql://{service}:{password()}@postgres/{service}")
    for service, number in CACHES.items():
        once(folder / service / "cache-url", f"redis://{service}:{password()}@valkey/{number}")
    subprocess.run([sys.executable, MAKE_KEY, folder / "users" / "signing-key.pem"], check=True)

    own = once(folder / "authors" / "books-api-key", password())
    if not (folder / "books" / "api-keys.json").exists():
        outside = {name: password() for name in ("librarian", "reader")}
        for service in ("books", "authors"):
            may = {"librarian": [f"{service}:read", f"{service}:write"], "reader": [f"{service}:read"]}
            programs = {name: (outside[name], scopes) for name, scopes in may.items()}
            if service == "books":
                programs["authors"] = (own, ["books:read", "books:write"])
            once(folder / service / "api-keys.json", known(**programs))
        for name, key in outside.items():
            print(f"the key of the {name}, for X-API-Key: {key}")


if __name__ == "__main__":
    make(Path(sys.argv[1]) if sys.argv[1:] else Path(__file__).parent)
