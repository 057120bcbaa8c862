"""How much a submission may be: bytes and numbers, far above what any lesson needs."""

from workshop.classroom.intake.problems import Unfit

MB = 1024 * 1024
LESSON_BYTES = 20 * MB  # of the lesson's files, unpacked
LESSON_FILES = 2_000
ENTRIES = 20_000  # of files and folders in a submission, the lesson's or not
PACKED = 200 * MB  # an archive as it was handed in
UNPACKED = 200 * MB  # a tar as it must be read through, with what isn't the lesson's
RATIO = 200  # bytes out of one packed byte, once there are more than
RATIO_FROM = 4 * MB
IN_MEMORY = 4 * MB  # an archive up to this size is read from the disk once, and can't change meanwhile
AT_ONCE = 4 * MB  # that a reader of archives may ask for: a zip's list of contents
NAMES = 8 * MB  # all paths together, so that they fit into memory
HEADER = 16 * 1024  # a tar's long names and other properties of one entry
CHUNK = 64 * 1024
STREAMS = 10_000  # compressed streams one after the other in one file
XZ_MEMORY = 100 * MB  # `xz -9` needs 65
DEPTH = 32  # folders in folders
PLACE_DEPTH = 6  # folders around the lesson's own
RAW = 64 * MB  # of an unfit archive that go into its digest

LEAVE_OUT = "Leave out .venv, .git and other data: only the lesson's own files are needed."


class Meter:
    """Counts bytes as they come, whatever a header says, and raises Unfit beyond its limit."""

    def __init__(self, limit: int, what: str) -> None:
        self.limit = limit
        self.what = what
        self.count = 0

    def add(self, count: int) -> None:
        self.count += count
        if self.count > self.limit:
            raise Unfit(f"{self.what} larger than {self.limit // MB} MB. {LEAVE_OUT}")


def check_ratio(unpacked: int, packed: int) -> None:
    """Raise Unfit where `packed` bytes have become suspiciously many."""
    if unpacked > RATIO_FROM and unpacked > RATIO * packed:
        raise Unfit(f"The archive unpacks to more than {RATIO} times its size, as archive bombs do.")
