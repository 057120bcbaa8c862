"""What goes wrong while the environment is made."""


class SetupError(Exception):
    """The environment cannot be made; the message says why and what to do, in words for the learner."""


class DevelopmentSetupError(SetupError):
    """What the repository's own tests need cannot be installed."""
