from pathlib import Path

from . import spy

root = Path(spy.GIVEN["root"])
for name in (".git/HEAD", ".git/config", ".git/packed-refs", ".workshop", "work", ".pytest_cache", "notebooks"):
    place = root / name
    spy.attempt(f"{name}", lambda place=place: spy.opens(place))
for pattern in ("solutions/*/movies/__pycache__/*.pyc", "tests/repo/second/*/movies/*.py", "tests/mistakes/*/*/*.toml"):
    spy.attempt(pattern, lambda pattern=pattern: list(root.glob(pattern))[:2])
