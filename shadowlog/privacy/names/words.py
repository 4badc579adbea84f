"""Divides running text into the words names are made of: at digits, underscores and capitals in the middle."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from shadowlog.domain.text.fold import marks
from shadowlog.privacy.names.unspaced_scripts import HANGUL, UNSPACED

SMALL, CAPITAL, CAPITALS = 0, 1, 2
"""How a word is written: in small letters, with some capital, or in capitals only. Scripts without case count as
capitals.
"""


class Word(NamedTuple):
    """A word, or a part of one."""

    start: int
    end: int
    folded: str
    written: int


@cache
def runs() -> re.Pattern[str]:
    """A pattern for runs of letters, digits and underscores in scripts that put blanks between words."""
    return re.compile(rf"(?:[^\W{UNSPACED}{HANGUL}]|[{marks()}])+")


ASCII_RUNS = re.compile(r"\w+", re.ASCII)


def parts_of(run: str) -> list[Word]:
    """The parts of a run with their places in it."""
    if run.isascii() and run.isalpha() and (run.islower() or run[1:].islower()):
        return [Word(0, len(run), run.lower(), SMALL if run.islower() else CAPITALS if len(run) == 1 else CAPITAL)]
    parts: list[Word] = []
    start = 0
    for place in range(1, len(run) + 1):
        if place == len(run) or _divided(run, place):
            text = run[start:place]
            if text.strip("_"):
                parts.append(word(run, start, place))
            start = place
    return parts


def word(run: str, start: int, end: int) -> Word:
    """Part of a run as a word."""
    typed = run[start:end]
    if end - start > 2 and typed[-1] == "s" and typed[:-1].isupper():
        return Word(start, end, typed[:-1].lower(), CAPITALS)  # the plural of capitals: BMWs
    written = CAPITALS if typed == typed.upper() else SMALL if typed == typed.lower() else CAPITAL
    return Word(start, end, typed.lower(), written)


def _divided(run: str, place: int) -> bool:
    """Whether a part ends right before a place in a run."""
    before, sign = run[place - 1], run[place]
    if before == "_" or sign == "_":
        return before != sign
    if before.isdigit() != sign.isdigit():
        return True
    if sign.isupper():
        if run[place + 1 :] == "s" and before.isupper():  # the plural of capitals: BMWs
            return False
        return before.islower() or (before.isupper() and run[place + 1 : place + 2].islower())
    return False
