"""The switchboard: every call between the boxes of a stack passes through it, is counted, and can be held back.

It is a program of its own, `python -m workshop.demo.wire.switchboard`, and needs the standard library and httptools
alone, so that it also runs in a container that has nothing else of the workshop than this folder. `line` is the
console's side.
"""
