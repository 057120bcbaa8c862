"""The services of a lesson running together, as processes of this machine."""
