"""A wording as a vector of weighted features, so that two wordings can be compared by their cosine.

Half of a word's weight goes to how it begins, which is mostly its stem; the other half to its three-letter pieces,
which are robust against endings and typing errors in any language that is written with letters. Pairs of words add a
little.
A word's weight comes from the language (``word_weights``) and a little from its length.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import pairwise
from math import sqrt

from shadowlog.domain.text.word_weights import weight_of_word
from shadowlog.store.search.tokenizer import words_of

Vector = dict[str, float]
"""Weights by feature. Its length is 1, or 0 where there is no word."""

_STEM = 5
"""Characters of a word that have to agree; the rest is mostly its ending."""

_PLURAL = 4
"""Characters from which on a final s is most likely an ending."""

_LANGUAGE = 0.5
"""The power of a word's weight in the language: small words say a little about what is meant ("how", "when", "not")."""

_LENGTH = 0.15
"""The power of a word's length in its weight: longer words say a little more."""

_PIECE = 3
_PAIR = 0.3
"""The weight of a pair of words, as a share of the mean weight of the two."""


def stem_of(word: str) -> str:
    """The beginning of a word, by which its other forms are found."""
    plural = len(word) >= _PLURAL and word[-1] == "s" and word[-2] != "s"
    return (word[:-1] if plural else word)[:_STEM]


@lru_cache(maxsize=20_000)
def base_weight(word: str) -> float:
    """The weight of a folded word before it is known how rare it is in the log."""
    return float(weight_of_word(word) ** _LANGUAGE * len(word) ** _LENGTH)


@lru_cache(maxsize=20_000)
def _of_word(word: str) -> tuple[tuple[str, float], ...]:
    """The features of a word and their shares of its weight."""
    whole = f"<{word}>"
    pieces = {whole[start : start + _PIECE] for start in range(len(whole) - _PIECE + 1)}
    half = sqrt(0.5)
    share = half / sqrt(len(pieces))
    return (f"s{stem_of(word)}", half), *((piece, share) for piece in sorted(pieces))


def vector_of(text: str, factors: Mapping[str, float] | None = None) -> Vector:
    """The vector of a text; ``factors`` multiply the weights of its words."""
    words = words_of(text)
    by_word = [base_weight(word) * (factors[word] if factors else 1.0) for word in words]
    weights: Vector = {}
    for word, weight in zip(words, by_word, strict=True):
        for feature, share in _of_word(word):
            weights[feature] = weights.get(feature, 0.0) + weight * share
    for (one, weight), (other, next_weight) in pairwise(zip(words, by_word, strict=True)):
        pair = f"p{stem_of(one)} {stem_of(other)}"
        weights[pair] = weights.get(pair, 0.0) + _PAIR * sqrt(weight * next_weight)
    return _of_length_one(weights)


def centroid_of(vectors: Iterable[Vector]) -> Vector:
    """The centroid of several texts (as Rocchio has it), of length 1."""
    sums: Vector = {}
    for vector in vectors:
        for feature, weight in vector.items():
            sums[feature] = sums.get(feature, 0.0) + weight
    return _of_length_one(sums)


def cosine(one: Vector, other: Vector) -> float:
    """The similarity of two texts, from 0 to 1."""
    return sum([one[feature] * other[feature] for feature in one.keys() & other.keys()])


def _of_length_one(weights: Vector) -> Vector:
    length = sqrt(sum(weight * weight for weight in weights.values()))
    return {feature: weight / length for feature, weight in weights.items()} if length else {}
