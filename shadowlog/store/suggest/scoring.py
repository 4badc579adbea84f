"""How well a typed text fits each theme: by the theme's examples and by its own words, on one scale, and the cut."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import log, sqrt

from shadowlog.store.search.tokenizer import words_of
from shadowlog.store.suggest.features import features_of
from shadowlog.store.suggest.model import Model, by_theme, weight_of

_SMOOTH = 0.05
_SMOOTH_REST = 0.3
_NAME_WEIGHT = 0.8
_HALF = 10
"""Examples at which a theme's name counts half."""

_NEAR_NAME = 0.05
"""The cosine with a theme's own words from which on themes are suggested, where no example is near."""

_NEAR_EXAMPLES = 0.115
"""The cosine with the sum of a theme's examples from which on themes are suggested, where no name is near.

``python -m benchmarks suggesting`` shows what both let through.
"""

_LONG = 16
"""Words from which on a text is about more than one thing, and may be less near to each."""

_LEAST_FIT = 0.5
"""How well a theme itself must fit to be suggested beside one that fits (1 is what that one needs)."""

_LEAST_SPREAD = 0.05
"""The deviation of the names' cosines below which none of them stands out."""

_MOST_FEATURES = 200
"""Features of a text that are looked up, the most informative: about as many as a paragraph has."""


class TypedText:
    """A text with its features, and their weights in a model."""

    def __init__(self, model: Model, text: str) -> None:
        self.text = text
        self.words = words_of(text)
        self.single = features_of(text, pairs=False)
        """The features of single words."""
        features = features_of(text)
        having = {number: model.df(number) for number in features}
        weights = {number: features[number].weight * model.idf(df) for number, df in having.items()}
        # Features that are not in the model count for the length: a text that fits no theme consists of them.
        length = sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        known = [number for number in weights if having[number]]
        chosen = sorted(known, key=lambda number: (-weights[number], number))[:_MOST_FEATURES]
        self.weights = {number: weights[number] / length for number in chosen}
        self.rows = {number: model.row(number) for number in chosen}
        self.places = {
            number: feature.places
            for number, feature in features.items()
            if number in self.single or number in self.rows
        }
        """The places of the words that each feature comes from."""


def _by_examples(model: Model, typed: TypedText) -> tuple[dict[int, float], dict[int, float]]:
    """How near a text is to each theme's examples (cosine), and how much likelier it is under the theme."""
    kinds = max(model.features, 1)
    lengths = [sqrt(max(square, 1e-9)) for square in model.squares]
    near = [0.0] * len(model.themes)
    likely = [0.0] * len(model.themes)
    for feature, share in typed.weights.items():
        total = weight_of(typed.rows[feature])
        level = log((total + _SMOOTH_REST) / _SMOOTH)
        for number, theirs in by_theme(typed.rows[feature]):
            if theirs > 0.0:
                rest = total - theirs if total > theirs else 0.0
                near[number] += share * theirs / lengths[number]
                likely[number] += share * (level + log((theirs + _SMOOTH) / (rest + _SMOOTH_REST)))
    weight = sum(typed.weights.values())
    for number, total in enumerate(model.totals):
        if model.examples[number]:
            others = max(model.weight - total, 0.0) + _SMOOTH_REST * kinds
            likely[number] += weight * log(others / (total + _SMOOTH * kinds))
    return (
        {number: score for number, score in enumerate(near) if score},
        {number: score for number, score in enumerate(likely) if score},
    )


def scores_of(
    model: Model, typed: TypedText, near_names: Mapping[int, float], themes: Sequence[int]
) -> dict[int, float]:
    """The scores of the themes that may fit a text, by their numbers; none where it is near to none of ``themes``.

    ``near_names`` holds the cosines with the themes' own words.
    """
    near, likely = _by_examples(model, typed)
    fits = _fits(typed, near_names, near, themes)
    if max(fits.values(), default=0.0) < 1:
        return {}
    learned = [number for number in themes if model.examples[number]]
    cosine, bayes = _standard(near, learned), _standard(likely, learned)
    names = _standard(near_names, themes, _LEAST_SPREAD)
    scores = {}
    for number, fit in fits.items():
        if fit >= _LEAST_FIT:
            weight = _NAME_WEIGHT * _HALF / (_HALF + model.examples[number]) if learned else 1.0
            scores[number] = cosine.get(number, 0.0) + bayes.get(number, 0.0) + weight * names[number]
    return scores


def _fits(
    typed: TypedText, names: Mapping[int, float], examples: Mapping[int, float], themes: Iterable[int]
) -> dict[int, float]:
    """How well a text fits each theme it has something in common with; from 1 on for the best, themes are suggested."""
    long = sqrt(sqrt(max(1.0, len(typed.words) / _LONG)))
    return {
        number: long * max(names.get(number, 0.0) / _NEAR_NAME, examples.get(number, 0.0) / _NEAR_EXAMPLES)
        for number in themes
        if number in names or number in examples
    }


def _standard(scores: Mapping[int, float], numbers: Sequence[int], least: float = 0.0) -> dict[int, float]:
    """The scores of some themes, standardised to mean 0 and deviation 1; deviations below ``least`` stay smaller."""
    if not numbers:
        return {}
    values = [scores.get(number, 0.0) for number in numbers]
    mean = sum(values) / len(values)
    spread = sqrt(sum((score - mean) ** 2 for score in values) / len(values))
    spread = max(spread, least) or 1.0
    return {number: (score - mean) / spread for number, score in zip(numbers, values, strict=True)}
