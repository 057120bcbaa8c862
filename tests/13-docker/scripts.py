"""A shell script as the shell reads it: its commands, with quotes, comments and joined lines taken care of."""

import re
import shlex
from dataclasses import dataclass

OPERATORS = "();<>|&\n"
KEYWORDS = {"if", "elif", "while", "until", "then", "else", "do", "{", "!"}
JOINED = re.compile(r"\\\r?\n")
QUOTED_OR_COMMENT = re.compile(r"""('[^']*'|"(?:\\.|[^"\\])*"|\\.)|(?<![^\s;&|()])#[^\n]*""", re.DOTALL)
NUMBER = re.compile(r"(?<=\s)\d(?=[<>])")  # 2>&1


@dataclass(frozen=True, slots=True)
class Command:
    """A command: the words of its program, without variables and exec before them.

    `replaces` says whether the program takes the shell's place: by exec, and neither in a pipe nor in the background.
    """

    words: list[str]
    replaces: bool = False


def commands(script: str) -> list[Command]:
    """The commands of a script in the order they are written; where they are redirected to is left out."""
    text = NUMBER.sub("", JOINED.sub("", QUOTED_OR_COMMENT.sub(lambda found: found[1] or "", script)))
    lexer = shlex.shlex(text, posix=True, punctuation_chars=OPERATORS)
    lexer.whitespace, lexer.commenters, lexer.whitespace_split = " \t\r", "", True
    try:
        tokens = [*lexer, "\n"]
    except ValueError:  # quotes without end, which no shell takes
        tokens = [*text.split(), "\n"]
    found, words = [], []
    rest = iter(tokens)
    for token in rest:
        if not token or set(token) - set(OPERATORS):
            words.append(token)
        elif set(token) & set("<>"):
            next(rest, None)
        else:
            if words:
                found.append(_command(words, token))
            words = []
    return found


def _command(words: list[str], operator: str) -> Command:
    rest = list(words)
    while rest and (rest[0] in KEYWORDS or re.match(r"\w+=", rest[0])):
        rest.pop(0)
    replaces = rest[:1] == ["exec"] and not re.match(r"([|&])(?!\1)", operator)
    return Command(rest[1:] if rest[:1] == ["exec"] else rest, replaces)
