"""What goes wrong while the environment is made."""


class SetupError(Exception):
    """The environment cannot be made; the message says why and what to do, in words for the learner."""


def file_missing(error: FileNotFoundError) -> SetupError:
    """The error for a file of the repository that is not there."""
    return SetupError(f"{error.filename} is missing: get a complete copy of the workshop.")


class DevelopmentSetupError(SetupError):
    """What the repository's own tests need cannot be installed."""
