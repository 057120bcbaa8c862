"""A page of Markdown about verdicts: `python3 -m workshop.classroom.bundle_summary [--points] FOLDER`.

It prints what GitHub shows of a run that has checked a learner's work; with --points the sums of points, in the form of
a step's outputs. See .github/workflows/check.yml.
"""

from __future__ import annotations

import sys

from workshop import environment


def main() -> None:
    """Go on in the environment with the packages, and print."""
    try:
        environment.enter()
    except environment.SetupError as error:
        sys.exit(str(error))
    from workshop.classroom.bundle import job_summary

    job_summary.main()


if __name__ == "__main__":
    main()
