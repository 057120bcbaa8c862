"""The smallest assembler for what a seccomp filter needs: a decision, as a tree, becomes instructions.

Jumps in such a program go forwards only, and no further than 255 instructions: laying a tree out with its branches one
behind the other needs nothing else.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

LOAD = 0x20  # the word of the system call's data that begins at byte k
AND = 0x54
JUMP = 0x05
COMPARE = {"==": 0x15, ">=": 0x35, "&": 0x45}
RETURN = 0x06
FURTHEST = 255

NUMBER = 0
ARCHITECTURE = 4


def argument(index: int) -> int:
    """Where the lower half of the system call's argument number `index`, from 0, stands (little-endian)."""
    return 16 + 8 * index


@dataclass(frozen=True)
class Answer:
    """The end of a decision: what the kernel is told to do."""

    value: int


@dataclass(frozen=True)
class If:
    """Compare the word at byte `word`, or of it only the bits in `mask`, with `value`."""

    word: int
    compare: Literal["==", ">=", "&"]
    value: int
    then: Decision
    otherwise: Decision
    mask: int | None = None


Decision = Answer | If
Instruction = tuple[int, int, int, int]


def by_number(starts: Sequence[tuple[int, Decision]]) -> Decision:
    """What each system call gets: the decision of the last of the ascending `starts` that isn't above its number."""
    if len(starts) == 1:
        return starts[0][1]
    half = len(starts) // 2
    return If(NUMBER, ">=", starts[half][0], by_number(starts[half:]), by_number(starts[:half]))


def assemble(decision: Decision) -> bytes:
    """The program, eight bytes an instruction."""
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in _lay_out(decision, None))


def _lay_out(decision: Decision, loaded: tuple[int, int | None] | None) -> list[Instruction]:
    """The instructions of a decision, where the register holds what `loaded` says."""
    if isinstance(decision, Answer):
        return [(RETURN, 0, 0, decision.value)]
    wanted = (decision.word, decision.mask)
    first: list[Instruction] = [] if loaded == wanted else [(LOAD, 0, 0, decision.word)]
    if first and decision.mask is not None:
        first.append((AND, 0, 0, decision.mask))
    then = _lay_out(decision.then, wanted)
    otherwise = _lay_out(decision.otherwise, wanted)
    code = COMPARE[decision.compare]
    if len(otherwise) <= FURTHEST:
        first.append((code, len(otherwise), 0, decision.value))
    else:
        first += [(code, 0, 1, decision.value), (JUMP, 0, 0, len(otherwise))]
    return [*first, *otherwise, *then]
