"""How much a word tells: little where every text holds it, all where it is a word of the matter.

The weight comes from the language, not from the log: a bank's log is full of ``card``, and that is what it is about.
Measured on labelled questions, weights by how rare a word is in the log find fewer paraphrases and cannot tell a
text that is about something else (benchmarks/hearing.py). The words stand in ``word_weights.txt`` under their weights:
English collected by hand from the most frequent words of speech, and the function words of eight other languages.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from shadowlog.domain.text.fold import fold

TELLING = 0.75
"""The weight from which on a word can be a reason for something."""


@cache
def _weights() -> dict[str, float]:
    """Words that tell less than others, by how much they tell. A word in several bands has the first one's weight."""
    text = files("shadowlog.domain.text").joinpath("word_weights.txt").read_text(encoding="utf-8")
    weights: dict[str, float] = {}
    for band in text.split("# ")[1:]:
        weight, _, words = band.partition("\n")
        for word in fold(words).split():
            weights.setdefault(word, float(weight))
    return weights


def weight_of_word(word: str) -> float:
    """How much a folded word tells, above 0 and up to 1."""
    return _weights().get(word, 1.0)
