"""How informative a word is: little if it occurs in every text, fully if it belongs to a subject.

The weight comes from the language, not from the log: a bank's log is full of ``card``, and that is what it is about.
Weights by how rare a word is in the log find fewer paraphrases, and cannot tell that a text is about something else
(``python -m benchmarks hearing``). ``word_weights.txt`` lists the words under their weights: English ones, collected by
hand from the most frequent words of speech, and the function words of eight other languages.
"""

from __future__ import annotations

from functools import cache
from pkgutil import get_data

from shadowlog.domain.text.fold import fold

TELLING = 0.75
"""The weight from which on a word can be a reason for something."""


@cache
def _weights() -> dict[str, float]:
    """The weights of words that weigh less than 1. A word listed twice has the first weight."""
    # importlib.resources would load some fifty modules.
    data = get_data(__name__, "word_weights.txt")
    assert data is not None
    text = data.decode()
    weights: dict[str, float] = {}
    for band in text.split("# ")[1:]:
        weight, _, words = band.partition("\n")
        for word in fold(words).split():
            weights.setdefault(word, float(weight))
    return weights


def weight_of_word(word: str) -> float:
    """How informative a folded word is, above 0 and up to 1."""
    return _weights().get(word, 1.0)
