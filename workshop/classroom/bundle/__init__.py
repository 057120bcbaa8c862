"""Grading elsewhere: an autograder for Gradescope, and what the workflows for GitHub need."""

from workshop.classroom.bundle.writing import write_bundle

__all__ = ["write_bundle"]
