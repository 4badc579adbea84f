"""The features of a text: its words, how they begin, pairs of words, and the four-letter pieces of its words.

Pieces make suggestions robust against endings and typing errors in any language that is written with letters. A feature
has the weight of its word in the language; the model multiplies it by how rare the feature is in the log.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from math import sqrt
from typing import NamedTuple
from zlib import crc32

from shadowlog.domain.text.word_weights import weight_of_word
from shadowlog.store.search.tokenizer import words_of
from shadowlog.store.search.wording_vector import stem_of

PIECE = 4
_WHOLE = 0.5
"""The weight of a whole word; how it begins weighs 1."""

_PAIR = 0.7


class Feature(NamedTuple):
    """One feature of a text."""

    weight: float
    places: tuple[int, ...]
    """The places of the words it comes from."""


def word_feature(word: str) -> int:
    """The number of a whole word."""
    return crc32(f"w{word}".encode())


@lru_cache(maxsize=20_000)
def _of_word(word: str) -> tuple[tuple[int, float], ...]:
    """A word, its beginning and its pieces, with their weights."""
    whole = f"<{word}>"
    pieces = {whole[start : start + PIECE] for start in range(max(1, len(whole) - PIECE + 1))}
    weight = weight_of_word(word)
    share = weight / sqrt(len(pieces))
    return (
        (word_feature(word), weight * _WHOLE),
        (crc32(f"s{stem_of(word)}".encode()), weight),
        *((crc32(f"c{piece}".encode()), share) for piece in sorted(pieces)),
    )


def weights_of_words(text: str) -> dict[int, float]:
    """The weights of the features of single words of a text, by their numbers."""
    weights: dict[int, float] = {}
    for word in dict.fromkeys(words_of(text)):
        for number, weight in _of_word(word):
            if weights.get(number, -1.0) < weight:
                weights[number] = weight
    return weights


def features_of(text: str, *, pairs: bool = True) -> dict[int, Feature]:
    """The features of a text, as 32-bit numbers."""
    words = words_of(text)
    features: dict[int, Feature] = {}
    for place, word in enumerate(words):
        for number, weight in _of_word(word):
            if number not in features or features[number].weight < weight:
                features[number] = Feature(weight, (place,))
    if pairs:
        for place, (one, other) in enumerate(pairwise(words)):
            weight = _PAIR * sqrt(weight_of_word(one) * weight_of_word(other))
            features.setdefault(crc32(f"b{one} {other}".encode()), Feature(weight, (place, place + 1)))
    return features
