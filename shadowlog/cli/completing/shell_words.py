"""What a shell reads of a line that is still being typed, and how a text must be typed so that the shell reads it."""

from __future__ import annotations

import re
from typing import NamedTuple


class Typed(NamedTuple):
    """A command line up to the cursor."""

    words: list[str]
    """Its whole words as the program would get them, the command first."""
    word: str
    """The word at the cursor as the program would get it, as far as it is typed."""
    raw: str
    """That word as it stands in the line, with the shell's quotes."""
    places: list[int]
    """Where in ``raw`` each character of ``word`` begins, and at last where the next one would."""
    quote: str
    """The quotation mark that is open at the cursor."""
    readable: bool
    """Whether the word at the cursor is plain text; not where the shell would put something in its place."""


def typed(line: str, *, fish: bool = False) -> Typed:
    """What a shell reads of a line: one like sh, or ``fish``."""
    words: list[str] = []
    word: list[str] = []
    places: list[int] = []
    start, quote, begun, readable = 0, "", False, True
    place = 0
    while place < len(line):
        sign = line[place]
        size = 1
        if quote:
            escaped = line[place + 1 : place + 2]
            if sign == quote:
                quote = ""
            elif sign == "\\" and escaped and escaped in _ESCAPED_IN[fish, quote]:
                size = 2
                places.append(place - start)
                word.append(escaped)
            else:
                readable = readable and not (quote == '"' and sign in "$`")
                places.append(place - start)
                word.append(sign)
        elif sign.isspace() or sign in ";|&":
            if begun:
                words.append("".join(word))
            if not sign.isspace():
                words.clear()
            word, places, begun, readable = [], [], False, True
            start = place + 1
        else:
            begun = True
            if sign in "'\"":
                # After a dollar sign the shell has its own rules for what is quoted.
                readable = readable and not (sign == "'" and line[place - 1 : place] == "$" and place > start)
                quote = sign
            elif sign == "\\":
                size = 2
                places.append(place - start)
                word.append(line[place + 1 : place + 2])
            else:
                readable = readable and sign not in "$`(){}[]*?<>"
                places.append(place - start)
                word.append(sign)
        place += size
    raw = line[start:]
    return Typed(words, "".join(word), raw, [*places, len(raw)], quote, readable)


_ESCAPED_IN = {
    (False, "'"): "",
    (False, '"'): '"\\$`\n',
    (True, "'"): "'\\",
    (True, '"'): '"\\$\n',
}
"""What a backslash in quotation marks stands before, by whether the shell is fish."""

_PLAIN = re.compile(r"[^\w./:=@%+,-]")


def quoted(text: str, quote: str) -> str:
    """How ``text`` is typed in a shell like sh within an open ``quote``, or without one."""
    if quote == "'":
        return text.replace("'", "'\\''")
    if quote == '"':
        # An exclamation mark would stand for an earlier command, and a backslash before it would stay.
        return re.sub(r'(["\\$`])', r"\\\1", text).replace("!", "\"'!'\"")
    return _PLAIN.sub(r"\\\g<0>", text)
