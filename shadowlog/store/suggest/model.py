"""The model of tags: how much each feature weighs for each theme.

One sorted array holds (feature, theme), another one the weights, so that a hundred themes take a few megabytes and the
file is read at once. Examples learned after training are kept beside it in dictionaries.
"""

from __future__ import annotations

import json
import os
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from math import log, sqrt
from typing import BinaryIO, NamedTuple

from shadowlog.store.log import durable_io
from shadowlog.store.log.checkpoint import Checkpoint
from shadowlog.store.log.housekeeping import beside

LAYOUT = 4
NAME = "shadowlog.themes"

_DF = 0xFFFF
"""In place of a theme: the number of texts that have the feature."""

_ALL = 0xFFFE
"""In place of a theme: the weight of the feature over all texts."""

_SHIFT = 16

_KEPT = ("themes", "texts", "features", "weight", "examples", "squares", "totals")
"""The attributes that are saved besides the weights."""


class Example(NamedTuple):
    """An insight to learn from."""

    features: array[int]
    weights: array[float]
    """The weight of each feature in the language."""
    themes: tuple[str, ...]
    """The themes it is tagged with."""


class Names:
    """The weights of the features of the themes' own words: of names, messages, keywords and aliases."""

    def __init__(
        self, keys: array[int] | memoryview[int], weights: array[float] | memoryview[float], squares: dict[int, float]
    ) -> None:
        self.keys = keys
        """(feature, theme), in order."""
        self.weights = weights
        self.squares = squares
        """The square of the length of each theme's own words, by the number of the theme: of those in use."""
        self._rows: dict[int, dict[int, float]] = {}

    def row(self, feature: int) -> Mapping[int, float]:
        """The weights of a feature by the number of the theme."""
        row = self._rows.get(feature)
        if row is None:
            row = self._rows[feature] = _row(self.keys, self.weights, feature)
        return row

    def idf(self, model: Model, feature: int, having: int | None = None) -> float:
        """How much a feature tells: by how few themes, and how few of the texts, have it. ``having``: how many themes
        that is, where it is known.
        """
        count = len(self.row(feature)) if having is None else having
        return _idf(model.texts + len(self.squares), model.df(feature) + count)


class Model:
    """Counts and weights of features by theme. Themes are numbered in ``themes``."""

    def __init__(self) -> None:
        self.themes: list[str] = []
        self.checkpoint = Checkpoint()
        self.texts = 0
        """How many texts it learned from."""
        self.features = 0
        """How many features they have between them."""
        self.weight = 0.0
        """The sum of all weights of all texts."""
        self.examples: list[int] = []
        """How many texts each theme had."""
        self.squares: list[float] = []
        """The square of the length of each theme's sum of texts."""
        self.totals: list[float] = []
        """The sum of all weights of each theme."""
        self._numbers: dict[str, int] = {}
        self._keys: array[int] | memoryview[int] = array("Q")
        self._weights: array[float] | memoryview[float] = array("f")
        self._since: dict[int, dict[int, float]] = {}
        self.names: Names | None = None
        """The themes' own words when it was trained."""

    def number(self, theme: str) -> int:
        """The number of a theme, a new one where it has none."""
        if theme not in self._numbers:
            self._numbers[theme] = len(self.themes)
            self.themes.append(theme)
            self.examples.append(0)
            self.squares.append(0.0)
            self.totals.append(0.0)
        return self._numbers[theme]

    def row(self, feature: int) -> dict[int, float]:
        """The weights of a feature by the number of the theme, with ``_DF`` and ``_ALL`` among them."""
        weights = _row(self._keys, self._weights, feature)
        for theme, weight in self._since.get(feature, {}).items():
            weights[theme] = weights.get(theme, 0.0) + weight
        return weights

    def df(self, feature: int) -> float:
        """The number of texts that have a feature."""
        key = feature << _SHIFT | _DF
        place = bisect_left(self._keys, key)
        stored = self._weights[place] if place < len(self._keys) and self._keys[place] == key else 0.0
        return stored + self._since.get(feature, {}).get(_DF, 0.0)

    def idf(self, having: float) -> float:
        """The inverse document frequency of a feature that so many of the texts have.

        It is the square root of the usual one, so that the words a log is about keep a weight.
        """
        return _idf(self.texts, having)

    def learn(self, example: Example, sign: int = 1) -> None:
        """Learn a tagged text; with a ``sign`` of -1, unlearn it."""
        numbers = [self.number(theme) for theme in example.themes]
        rows = {feature: self.row(feature) for feature in example.features}
        own = dict(zip(example.features, example.weights, strict=True))
        weights = {feature: own[feature] * self.idf(row.get(_DF, 0.0)) for feature, row in rows.items()}
        length = sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        self.texts += sign
        for number in numbers:
            self.examples[number] += sign
        for feature, weight in weights.items():
            part = sign * weight / length
            since = self._since.setdefault(feature, {})
            since[_DF] = since.get(_DF, 0.0) + sign
            self.features += _DF not in rows[feature]
            for number in numbers:
                self.squares[number] += part * (2 * rows[feature].get(number, 0.0) + part)
                self.totals[number] += part
                since[number] = since.get(number, 0.0) + part
            since[_ALL] = since.get(_ALL, 0.0) + part
            self.weight += part

    def train(self, texts: Iterable[Example]) -> None:
        """Learn all texts at once, in two passes, so that each weighs by the frequencies in all of them."""
        counted = [(text, [self.number(theme) for theme in text.themes]) for text in texts]
        self.texts = len(counted)
        df: dict[int, int] = {}
        for text, _ in counted:
            for feature in text.features:
                df[feature] = df.get(feature, 0) + 1
        idf = {feature: _idf(self.texts, count) for feature, count in df.items()}
        self.features = len(df)
        sums: dict[int, float] = {}
        all_of_it: dict[int, float] = {}
        for text, numbers in counted:
            weights = [own * idf[feature] for feature, own in zip(text.features, text.weights, strict=True)]
            length = sqrt(sum(weight * weight for weight in weights)) or 1.0
            for feature, weight in zip(text.features, weights, strict=True):
                for number in numbers:
                    key = feature << _SHIFT | number
                    sums[key] = sums.get(key, 0.0) + weight / length
                all_of_it[feature] = all_of_it.get(feature, 0.0) + weight / length
            for number in numbers:
                self.examples[number] += 1
        for key, weight in sums.items():
            self.squares[key & _DF] += weight * weight
            self.totals[key & _DF] += weight
        self.weight = sum(all_of_it.values())
        sums.update((feature << _SHIFT | _ALL, weight) for feature, weight in all_of_it.items())
        for feature, count in df.items():
            sums[feature << _SHIFT | _DF] = count
        self._keys = array("Q", sorted(sums))
        self._weights = array("f", (sums[key] for key in self._keys))

    def settle(self) -> None:
        """Put what was learned and unlearned since training among the rest; what no text has any more goes."""
        keys, weights = array("Q"), array("f")
        kept = memoryview(self._keys), memoryview(self._weights)
        done = 0
        for feature in sorted(self._since):
            low = bisect_left(self._keys, feature << _SHIFT, done)
            high = bisect_left(self._keys, (feature + 1) << _SHIFT, low)
            row = self.row(feature)
            keys.frombytes(kept[0][done:low].cast("B"))
            weights.frombytes(kept[1][done:low].cast("B"))
            done = high
            if row.get(_DF, 0.0) >= 1:
                keys.extend(feature << _SHIFT | theme for theme in sorted(row))
                weights.extend(row[theme] for theme in sorted(row))
            else:
                self.features -= 1
        keys.frombytes(kept[0][done:].cast("B"))
        weights.frombytes(kept[1][done:].cast("B"))
        self._keys, self._weights = keys, weights
        self._since.clear()

    # On the disk -----------------------------------------------------------------------------------------------

    def save(self, path: str) -> None:
        """Write it to a file. Raises OSError."""
        head = {name: getattr(self, name) for name in _KEPT}
        checkpoint = self.checkpoint
        head |= {
            "layout": LAYOUT,
            "rows": len(self._keys),
            "mark": [checkpoint.generation, checkpoint.length, checkpoint.last],
        }
        head["sum"] = checkpoint.last_sum.decode()
        names = self.names or NO_NAMES
        head["names"] = [len(names.keys), list(names.squares.items())] if self.names else None
        first = json.dumps(head).encode() + b"\n"
        new = beside(path)
        with open(os.open(new, durable_io.NEW, durable_io.FILE_MODE), "wb") as file:
            for part in (first, self._keys, self._weights, names.keys, names.weights):
                file.write(part)
        durable_io.put_in_place(new, path)

    @classmethod
    def load(cls, folder: str) -> Model | None:
        """The model saved in a folder, None where there is none that can be read."""
        try:
            with open(os.path.join(folder, NAME), "rb") as file:
                first = file.readline()
                head = json.loads(first)
                if head["layout"] != LAYOUT:
                    return None
                made = cls()
                rows = _content(file)[len(first) :]
                keys = 8 * head["rows"]
                made._keys, made._weights = rows[:keys].cast("Q"), rows[keys : keys + keys // 2].cast("f")
                if head["names"] is not None:
                    count, squares = head["names"]
                    rows = rows[keys + keys // 2 :]
                    made.names = Names(
                        rows[: 8 * count].cast("Q"), rows[8 * count : 16 * count].cast("d"), dict(squares)
                    )
            for theme in head["themes"]:
                made.number(theme)
            for name in _KEPT:
                setattr(made, name, head[name])
            generation, length, last = head["mark"]
            made.checkpoint = Checkpoint(generation, length, last, head["sum"].encode())
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None
        names = made.names or NO_NAMES
        sound = len(made._keys) == len(made._weights) == head["rows"] and len(names.keys) == len(names.weights)
        return made if sound else None


NO_NAMES = Names(array("Q"), array("d"), {})
"""Of no themes."""


def pair(feature: int, theme: int) -> int:
    """A feature and the number of a theme in one number, as keys hold them."""
    return feature << _SHIFT | theme


def _row(
    keys: array[int] | memoryview[int], weights: array[float] | memoryview[float], feature: int
) -> dict[int, float]:
    """The weights of a feature in sorted keys, by what stands beside it there."""
    low = bisect_left(keys, feature << _SHIFT)
    high = bisect_left(keys, (feature + 1) << _SHIFT, low)
    return {key & _DF: weight for key, weight in zip(keys[low:high], weights[low:high], strict=True)}


def _content(file: BinaryIO) -> memoryview:
    """The bytes of a file, each read when it is used: a suggestion uses some thousand of millions."""
    if os.name == "nt":
        # A file that is mapped cannot be replaced there.
        file.seek(0)
        return memoryview(file.read())
    from mmap import ACCESS_READ, mmap

    return memoryview(mmap(file.fileno(), 0, access=ACCESS_READ))


def _idf(texts: int, having: float) -> float:
    return sqrt(max(0.0, log((texts + 1) / (having + 0.5))))


def weight_of(row: Mapping[int, float]) -> float:
    """The weight of a feature over all texts."""
    return row.get(_ALL, 0.0)


def by_theme(row: Mapping[int, float]) -> Iterable[tuple[int, float]]:
    """The weights of a feature by the number of the theme."""
    return ((theme, weight) for theme, weight in row.items() if theme < _ALL)
