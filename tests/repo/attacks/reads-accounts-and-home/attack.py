import pwd
from pathlib import Path

from . import spy

homes = {Path(entry.pw_dir) for entry in pwd.getpwall() if entry.pw_dir.startswith(("/root", "/home"))}
files = (".ssh", ".netrc", ".git-credentials", ".bash_history", ".docker/config.json", ".aws", ".kube", ".pgpass")
for path in ("/etc/shadow", "/etc/gshadow", "/etc/sudoers", "/var/log", "/root", "/run/secrets", "/var/lib/docker"):
    spy.attempt(path, lambda path=path: spy.opens(path))
for home in homes:
    spy.attempt(f"{home}", lambda home=home: [each.name for each in home.iterdir()][:1])
    for file in files:
        spy.attempt(f"{home / file}", lambda path=home / file: spy.opens(path))
