import os
from pathlib import Path

from . import spy

NAME = spy.GIVEN["variable"]
for name in (NAME, f"WORKSHOP_{NAME}", "WORKSHOP_SEED", "WORKSHOP_POSTGRES_URL", "HOME", "SSH_AUTH_SOCK"):
    if name in os.environ and name != "HOME":
        spy.got(f"{name}={os.environ[name]}")
for pid in ("self", os.getppid(), 1, spy.GIVEN["pid"], "thread-self"):
    for file in ("environ", "cmdline", "stat"):

        def look(place: str = f"/proc/{pid}/{file}") -> str:
            """What is in it, as far as it is of interest."""
            text = Path(place).read_bytes().decode(errors="replace")
            return text if NAME in text or "WORKSHOP" in text else ""

        spy.attempt(f"{pid}/{file}", look)
