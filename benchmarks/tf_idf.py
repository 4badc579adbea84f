"""Plain TF-IDF of words and of pieces of words, as scikit-learn has it by default: what others would begin with."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import product
from math import log, sqrt

Ranking = list[tuple[str, float]]
"""Labels, the likeliest first, each with its score."""

Ranked = Callable[[str], Ranking]


def words(text: str) -> list[str]:
    return re.findall(r"\b\w\w+\b", text.lower())


def pieces(text: str) -> list[str]:
    """Pieces of two to four characters within words (scikit-learn's ``char_wb``)."""
    padded = [f" {word} " for word in text.lower().split()]
    return [
        word[start : start + length]
        for word, length in product(padded, range(2, 5))
        for start in range(len(word) - length + 1)
    ]


def tf_idf(known: Sequence[tuple[str, str]], features: Callable[[str], list[str]], *, centred: bool) -> Ranked:
    """Plain TF-IDF and cosine, as scikit-learn has it by default: to the nearest text, or to each label's centroid."""
    counted = [(Counter(features(text)), label) for text, label in known]
    df = Counter(feature for counts, _ in counted for feature in counts)

    def vector(counts: Mapping[str, float]) -> dict[str, float]:
        weights = {
            feature: count * (log((1 + len(known)) / (1 + df[feature])) + 1)
            for feature, count in counts.items()
            if feature in df
        }
        return _scaled(weights)

    rows: list[tuple[dict[str, float], str]] = [(vector(counts), label) for counts, label in counted]
    if centred:
        sums: dict[str, Counter[str]] = {}
        for weights, label in rows:
            sums.setdefault(label, Counter()).update(weights)
        rows = [(_scaled(weights), label) for label, weights in sums.items()]
    postings: dict[str, list[tuple[int, float]]] = {}
    for place, (weights, _) in enumerate(rows):
        for feature, weight in weights.items():
            postings.setdefault(feature, []).append((place, weight))

    def ranked(text: str) -> Ranking:
        scores = [0.0] * len(rows)
        for feature, weight in vector(Counter(features(text))).items():
            for place, other in postings.get(feature, ()):
                scores[place] += weight * other
        best: dict[str, float] = {}
        for score, (_, label) in zip(scores, rows, strict=True):
            best[label] = max(best.get(label, 0.0), score)
        return sorted(best.items(), key=lambda entry: -entry[1])[:3]

    return ranked


def _scaled(weights: Mapping[str, float]) -> dict[str, float]:
    length = sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return {feature: weight / length for feature, weight in weights.items()}
