"""Get the databases of services ready, side by side: python migrate.py SERVICE…

For each of them it does what prepare.py does. Where its database is stands in MOVIES_DATABASE_URL, or in the file that
MOVIES_DATABASE_URL_FILE names. It ends with 0 when all are ready.
"""

import os
import subprocess
import sys


def environment(service: str) -> dict[str, str]:
    """The environment in which the service's database is called DATABASE_URL."""
    own = f"{service.upper()}_DATABASE_URL"
    return {name.replace(own, "DATABASE_URL"): value for name, value in os.environ.items()}


def migrate(services: list[str]) -> int:
    """How many of the services could not be made ready."""
    jobs = [subprocess.Popen([sys.executable, "prepare.py", name], env=environment(name)) for name in services]
    return sum(job.wait() != 0 for job in jobs)


if __name__ == "__main__":
    sys.exit(migrate(sys.argv[1:]))
