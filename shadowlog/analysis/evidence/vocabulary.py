"""The words that set well received from rejected verbatims apart: what to say, and what to avoid."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from shadowlog.analysis.stats.log_odds import CLEAR, standard_score
from shadowlog.domain.text.word_weights import TELLING, weight_of_word
from shadowlog.store.search.tokenizer import words_of

FEWEST_BUYERS = 3
"""The fewest buyers that must have said a word."""

MOST = 5
"""The most words of each kind."""


class Word(NamedTuple):
    """A word or a pair of words, as it is folded, and how many buyers said it where the theme landed, and failed."""

    text: str
    landed: int
    failed: int


class Vocabulary(NamedTuple):
    """The words of buyers with whom a theme landed, and of those with whom it failed; the clearest first."""

    use: tuple[Word, ...] = ()
    avoid: tuple[Word, ...] = ()


def vocabulary(landed: Iterable[tuple[str, str]], failed: Iterable[tuple[str, str]]) -> Vocabulary:
    """The words that set two sets of verbatims apart, each given as (buyer, text). Every buyer counts a word once."""
    sides = [_by_buyer(texts) for texts in (landed, failed)]
    counts = [Counter(word for said in side.values() for word in said) for side in sides]
    scored = []
    for word in counts[0].keys() | counts[1].keys():
        here, there = counts[0][word], counts[1][word]
        if max(here, there) >= FEWEST_BUYERS:
            score = standard_score(here, len(sides[0]), there, len(sides[1]))
            if abs(score) >= CLEAR:
                scored.append((score, Word(word, here, there)))
    scored.sort(key=lambda pair: (-abs(pair[0]), -len(pair[1].text), pair[1].text))
    use = _without_parts(word for score, word in scored if score > 0)
    avoid = _without_parts(word for score, word in scored if score < 0)
    return Vocabulary(tuple(use), tuple(avoid))


def _by_buyer(texts: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """The words and pairs of words that each buyer said, without those that belong to no subject."""
    said: dict[str, set[str]] = {}
    for buyer, text in texts:
        words = words_of(text)
        telling = {word for word in words if weight_of_word(word) >= TELLING}
        pairs = (f"{one} {other}" for one, other in pairwise(words) if one in telling and other in telling)
        said.setdefault(buyer, set()).update(telling, pairs)
    return said


def _without_parts(words: Iterable[Word]) -> list[Word]:
    """The first words, those left out that stand in one of them."""
    kept: list[Word] = []
    for word in words:
        if not any(word.text in other.text.split() for other in kept):
            kept.append(word)
    return kept[:MOST]
