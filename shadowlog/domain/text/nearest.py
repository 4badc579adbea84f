"""The known words and names that come nearest to what was typed: for “did you mean”, and for names to choose from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from shadowlog.domain.text.fold import folded

K = TypeVar("K")


def nearest(word: str, known: Iterable[str], limit: int = 3, *, at_least: float = 60.0) -> list[str]:
    """Those of ``known`` that are spelled most like a mistyped word, nearest first; never that very word.

    ``at_least``: the share of characters they have in common with it, in order, from 0 to 100.
    """
    # Loaded when something was mistyped, not at every start.
    from rapidfuzz import fuzz, process

    wanted = folded(word)
    by_spelling = {folded(each): each for each in known}
    by_spelling.pop(wanted, None)
    best = process.extract(wanted, list(by_spelling), scorer=fuzz.ratio, limit=limit, score_cutoff=at_least)
    return [by_spelling[spelling] for spelling, _, _ in best]


def nearest_names(name: str, names: Mapping[K, str], limit: int, *, at_least: float = 0.0) -> list[K]:
    """The keys of the names that may be meant by a name, likeliest first: other word orders and parts of names count.

    ``names`` are folded. ``at_least``: how alike they are, from 0 to 100 (RapidFuzz's WRatio).
    """
    from rapidfuzz import fuzz, process

    best = process.extract(folded(name), names, scorer=fuzz.WRatio, limit=limit, score_cutoff=at_least)
    return [key for _, _, key in best]
