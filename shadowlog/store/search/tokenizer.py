"""The words of a text as they are indexed and searched: without case, diacritics and apostrophes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from shadowlog.domain.text.fold import INVISIBLE, fold, marks

LONGEST = 64
"""Characters of a word that count."""

_SIGNS = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
"""Chinese and Japanese are written without blanks: each sign counts as a word."""

_PLAIN = re.compile(r"[a-z0-9]+")


@cache
def _word() -> re.Pattern[str]:
    """A word in any script. Compiled when it is first needed: it takes longer than the rest of a search."""
    letter = rf"[^\W_{_SIGNS}]"
    return re.compile(rf"[{_SIGNS}]|{letter}(?:{letter}|[{marks()}])*")


@cache
def _piece(wide: bool) -> re.Pattern[str]:
    """A word as it stands in a text, with its apostrophes and marks; ``wide`` for texts beyond ASCII."""
    if not wide:
        return re.compile(r"[A-Za-z0-9][A-Za-z0-9'`]*")
    letter = rf"[^\W_{_SIGNS}]"
    return re.compile(rf"[{_SIGNS}]|{letter}(?:{letter}|['’‘ʼ`´{marks()}{INVISIBLE}])*")


def folded_text(text: str) -> str:
    """Text as it is searched: folded, without apostrophes. Its length may differ from that of ``text``."""
    return fold(text).replace("'", "")


def words_of(text: str) -> list[str]:
    """The words of a text, in their order."""
    folded = folded_text(text)
    pattern = _PLAIN if folded.isascii() else _word()
    return [word[:LONGEST] for word in pattern.findall(folded)]


def as_written(text: str) -> dict[str, str]:
    """How the words of a text are written there, at their first place, by their folded forms."""
    written: dict[str, str] = {}
    for piece in _piece(not text.isascii()).finditer(text):
        words = words_of(piece[0])
        if len(words) == 1:
            written.setdefault(words[0], piece[0])
    return written


def matches(text: str, starts: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Where in ``text`` words begin with any of the folded ``starts``, as (from, to), to be marked."""
    for piece in _piece(not text.isascii()).finditer(text) if starts else ():
        folded = folded_text(piece[0])
        start = next((start for start in starts if folded.startswith(start)), None)
        if start:
            yield piece.start(), piece.start() + _reach(piece[0], start)


def _reach(piece: str, start: str) -> int:
    """How many characters of ``piece`` it takes to cover the folded ``start``."""
    for length in range(1, len(piece) + 1):
        if len(folded_text(piece[:length])) >= len(start):
            return length
    return len(piece)
