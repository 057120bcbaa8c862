"""The grades of a folder, each written when it is known: a run that is killed goes on where it stopped.

They lie in OUT/.grades: about.json and secret for the whole, and a file for each submission. A file is there whole or
not at all; one that can't be read counts as not there.
"""

from __future__ import annotations

import contextlib
import hashlib
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType

import msgspec

from workshop.catalog import Lesson
from workshop.classroom.failures import GradingError
from workshop.classroom.grade import Grade
from workshop.environment import lock

FOLDER = ".grades"
SECRET_BYTES = 32


class About(msgspec.Struct, frozen=True):
    """What all grades of a folder have in common: `secret` is the SHA-256 of the run's secret."""

    lesson: str
    secret: str
    schema: int = 1


class Score(msgspec.Struct, frozen=True):
    score: int
    max: int


class Noted(msgspec.Struct, frozen=True):
    """A grade in short, as one is looked up: no task, no check."""

    name: str
    key: str
    lesson: str
    problem: str = ""
    remarks: tuple[str, ...] = ()
    verdict: Score | None = None


class Journal:
    """The grades in `out` for `lesson`; a context manager that lets no second grader in.

    Raises GradingError where the folder can't be used, or is another lesson's.
    """

    def __init__(self, out: Path, lesson: Lesson) -> None:
        self.out = out
        self.lesson = lesson
        self.folder = out / FOLDER
        self.files = self.folder / "grades"
        self.secret = b""
        self._open = contextlib.ExitStack()

    def __enter__(self) -> Journal:
        try:
            self.files.mkdir(parents=True, exist_ok=True)
            self.folder.chmod(0o700)
            self._lock()
            self._clear()
            self._know()
        except OSError as error:
            self._open.close()
            raise GradingError(f"{self.out} can't be written: {error.strerror}.") from None
        except GradingError:
            self._open.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def _lock(self) -> None:
        def refuse() -> None:
            raise GradingError(
                f"Somebody is grading into {self.out} at this moment. Wait for that run, or use another --out."
            )

        path = self.folder / "lock"
        path.touch()  # says why, where it can't
        self._open.enter_context(lock.held(path, refuse))

    def _clear(self) -> None:
        for half in (*self.folder.glob("*.part"), *self.files.glob("*.part")):
            half.unlink()

    def _know(self) -> None:
        """Read what the grades here have in common, or decide it where there are none."""
        about = self._about()
        path = self.folder / "secret"
        self.secret = path.read_bytes() if path.exists() else b""
        if about is None:
            if not self.secret:
                self.secret = secrets.token_bytes(SECRET_BYTES)
                self._write(path, self.secret)
            self._write(self.folder / "about.json", msgspec.json.encode(About(self.lesson.name, _sum(self.secret))))
        elif about.lesson != self.lesson.name:
            raise GradingError(
                f"{self.out} is the gradebook of {about.lesson}. Use another --out for {self.lesson.name}."
            )
        elif about.secret != _sum(self.secret):
            raise GradingError(
                f"{path} is not the secret that the grades in {self.out} were made with. "
                "Put it back, or use another --out."
            )

    def _about(self) -> About | None:
        path = self.folder / "about.json"
        try:
            return msgspec.json.decode(path.read_bytes(), type=About)
        except FileNotFoundError:
            return None
        except msgspec.DecodeError:
            raise GradingError(f"{path} can't be understood. Put it back, or use another --out.") from None

    def put(self, grade: Grade) -> None:
        """Write a grade down; from now on it is known, whatever happens. Raises GradingError where it can't be."""
        try:
            self._write(self._file(grade.name), msgspec.json.encode(grade))
        except OSError as error:
            raise GradingError(f"{self.out} can't be written: {error.strerror}.") from None

    def noted(self, name: str) -> Noted | None:
        """What is known of a submission, in short; None where nothing is."""
        try:
            noted = msgspec.json.decode(self._file(name).read_bytes(), type=Noted)
        except (OSError, msgspec.DecodeError):
            return None
        return noted if noted.name == name else None

    def grade(self, name: str) -> Grade:
        """The grade of a submission; raises GradingError where it can't be read."""
        path = self._file(name)
        try:
            return msgspec.json.decode(path.read_bytes(), type=Grade)
        except (OSError, msgspec.DecodeError) as error:
            raise GradingError(f"{path} can't be read: {error}. The same command grades it anew.") from None

    def grades(self, names: Iterable[str]) -> Iterator[Grade]:
        """The grades of these submissions, each read when it is asked for: a large class needs no large memory."""
        return map(self.grade, names)

    def _file(self, name: str) -> Path:
        return self.files / f"{hashlib.sha256(name.encode(errors='surrogatepass')).hexdigest()[:32]}.json"

    def _write(self, path: Path, data: bytes) -> None:
        part = path.with_name(f"{path.name}.part")
        part.touch(0o600)
        part.write_bytes(data)
        part.replace(path)


def _sum(secret: bytes) -> str:
    return hashlib.sha256(secret).hexdigest()
