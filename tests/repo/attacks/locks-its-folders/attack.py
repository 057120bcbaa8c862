import contextlib
import os
from pathlib import Path

from . import spy


@spy.at_the_first_request
def lock() -> None:
    """From its data upwards."""
    data = Path(os.environ["DATA_FILE"])
    data.unlink()
    (data.parent / "kept").mkdir()
    (data.parent / "kept" / "file").touch()
    for path in (
        data.parent / "kept",
        data.parent,
        data.parent.parent,
        Path(__file__).parent,
        Path(__file__).parent.parent,
    ):
        with contextlib.suppress(OSError):
            path.chmod(0)
            spy.tried(f"a locked {path.name}")
    spy.tried("to lock its folders")
