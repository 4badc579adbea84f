"""The features of a text: its words, its pairs of words, and the four-letter pieces of its words.

Pieces make suggestions robust against endings and typing errors in any language that is written with letters.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from zlib import crc32

from shadowlog.store.search.tokenizer import words_of

PIECE = 4


def word_feature(word: str) -> int:
    """The number of a whole word."""
    return crc32(f"w{word}".encode())


@lru_cache(maxsize=20_000)
def _of_word(word: str) -> tuple[int, ...]:
    """A word and its pieces."""
    whole = f"<{word}>"
    pieces = {whole[at : at + PIECE] for at in range(len(whole) - PIECE + 1)}
    return (word_feature(word), *(crc32(f"c{piece}".encode()) for piece in sorted(pieces)))


def features_of(text: str, *, pairs: bool = True) -> dict[int, tuple[int, ...]]:
    """The features of a text, as 32-bit numbers, each with the places of the words it comes from."""
    words = words_of(text)
    features: dict[int, tuple[int, ...]] = {}
    for place, word in enumerate(words):
        for feature in _of_word(word):
            features.setdefault(feature, (place,))
    if pairs:
        for place, (one, other) in enumerate(pairwise(words)):
            features.setdefault(crc32(f"b{one} {other}".encode()), (place, place + 1))
    return features
