import os
import pickle
import struct

from . import spy


class Command:
    """Makes a file when it is unpickled."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (f"{spy.GIVEN['open_folder']}/unpickled",)


@spy.at_the_first_request
def forge() -> None:
    """As multiprocessing sends them, and bare."""
    data = pickle.dumps(Command())
    spy.send_everywhere(struct.pack("!i", len(data)) + data)
    spy.tried(f"pickles on {spy.send_everywhere(data)} descriptors")
