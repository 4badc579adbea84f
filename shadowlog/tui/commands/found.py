"""Finding commands by what somebody types: a title, what people call it, a key, a word of what it does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from shadowlog.domain.text.fold import folded

T = TypeVar("T")

Words = tuple[str, str, str, str]
"""The title of something, its keys as they are printed, other names of it, and a sentence that says what it does."""

_TITLE, _TITLE_BEGINS, _TITLE_WORD, _OTHER_NAME, _HELP, _WITHIN = range(6)
"""Where a word is found, the best first."""

_TELLING = 3
"""Letters from which on a word may mean another name: with fewer, titles are meant."""

_WHOLE = -1.0
"""The rank of what is called just what was typed, or has that key."""

_LEAST_ALIKE, _MOST_ALIKE = 60.0, 5
"""How alike (of 100) a title must be to what was typed where nothing has its words; and how many are taken."""


def found(
    each: Sequence[T], typed: str, words_of: Callable[[T], Words], *, later: Callable[[T], float] | None = None
) -> list[T]:
    """Those of ``each`` that fit what is typed, the best first: all of them where nothing is; where none has the words,
    those whose titles are spelled much like them. ``later`` says by how much one stands further down.
    """
    wanted = folded(typed).split()
    ranked: list[tuple[float, int]] = []
    for place, one in enumerate(each):
        rank = _rank(wanted, words_of(one))
        if rank is not None:
            ranked.append((rank + (later(one) if later else 0.0), place))
    if ranked or not wanted:
        return [each[place] for _, place in sorted(ranked)]
    from shadowlog.domain.text.nearest import nearest_names

    titles = {place: folded(words_of(one)[0]) for place, one in enumerate(each)}
    return [each[place] for place in nearest_names(typed, titles, _MOST_ALIKE, at_least=_LEAST_ALIKE)]


def _rank(wanted: Sequence[str], words: Words) -> float | None:
    """How well words fit, the least best; None where one of them is nowhere."""
    title, keys, others, help = map(folded, words)
    if wanted and " ".join(wanted) in (title, *keys.split()):
        return _WHOLE
    ranks: list[int] = []
    for word in wanted:
        if title.startswith(word):
            ranks.append(_TITLE if title == word else _TITLE_BEGINS)
        elif f" {word}" in title:
            ranks.append(_TITLE_WORD)
        elif len(word) >= _TELLING and f" {word}" in f" {others}":
            ranks.append(_OTHER_NAME)
        elif f" {word}" in f" {help}":
            ranks.append(_HELP)
        elif word in f"{title} {help}":
            ranks.append(_WITHIN)
        else:
            return None
    return sum(ranks) / max(1, len(ranks))
