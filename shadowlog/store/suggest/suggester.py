"""Suggesting themes: names and examples both have a say, and what is suggested is explained.

Three scores are brought to one scale (mean 0, deviation 1 over all themes) and added: how near a text is to the sum
of a theme's examples (Rocchio's centroids), how much likelier its words are under the theme than under all others
(complement naive Bayes after Rennie et al., 2003, on length-normalised tf-idf weights), and how near it is to the
theme's own name, message and keywords, which count the less the more examples there are.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from math import log, sqrt
from typing import NamedTuple

from shadowlog.domain.records import Insight, Theme
from shadowlog.domain.text.word_weights import TELLING, weight_of_word
from shadowlog.domain.values import ThemeStatus
from shadowlog.store.events.event_store import EventStore
from shadowlog.store.index import Index
from shadowlog.store.search.tokenizer import words_of
from shadowlog.store.suggest.features import features_of, word_feature
from shadowlog.store.suggest.learning import NAME, example, taught
from shadowlog.store.suggest.model import Example, Model, by_theme, weight_of

_AT_ONCE = 300
"""Insights that are learned from at once where no model fits: what takes longer is done in the background."""

_MOST_CHANGED = 500
"""Insights changed since the model was written that are taken in at once."""

_SMOOTH = 0.05
_SMOOTH_REST = 0.3
_NAME_WEIGHT = 0.8
_HALF = 10
"""Examples at which a theme's name counts half."""

_NEAR_NAME = 0.05
"""How near (cosine) a text must be to a theme's own words for themes to be suggested, where no example is near."""

_NEAR_EXAMPLES = 0.115
"""How near it must be to the sum of a theme's examples, where no name is. See benchmarks/suggesting.py for both."""

_LONG = 16
"""Words from which on a text is about more than one thing, and may be less near to each."""

_LEAST_SPREAD = 0.05
"""The deviation of names' cosines below which none of them is nearer than chance has it."""

_MOST_FEATURES = 200
"""Features of a text that are looked at, those that tell most: about what a paragraph has."""

_COMMON = 0.2
"""The share of texts from which on a word is too common to be a reason."""

_FEW = 3
"""Texts up to which no word is too common."""


class Suggestion(NamedTuple):
    """A theme that may fit, and the words because of which."""

    theme: str
    """Its id."""
    because: tuple[str, ...]


class Suggester:
    """Suggests themes in an open log, and learns with every tag that is confirmed."""

    def __init__(self, event_store: EventStore, when_behind: Callable[[], None] | None = None) -> None:
        """``when_behind`` is called at suggestions for which much would have to be learned first."""
        self._event_store = event_store
        self._when_behind = when_behind
        self._model: Model | None = None
        self._unfit = False
        """Whether no model fits the log and it is too long to learn from at once: nothing is suggested."""
        self.behind = False
        """Whether the model should be written anew."""
        self._written = 0
        """The number of the file that was looked at last."""
        self._names: dict[int, dict[int, float]] = {}
        self._lengths: dict[int, float] = {}
        self._active: set[int] = set()
        self._learned: dict[str, Example] = {}
        """What was learned since the model was written, by insight, so that it can be forgotten again."""
        self._changed: set[str] = set()
        self._themes_changed = True
        event_store.on_change(self._note)

    def _note(self, touched: set[tuple[str, str]]) -> None:
        if not touched:
            self._model = None
        for table, key in touched:
            if table == Insight.table:
                self._changed.add(key)
            elif table == Theme.table:
                self._themes_changed = True

    # Learning --------------------------------------------------------------------------------------------------

    def _follow(self) -> Model:
        event_store = self._event_store
        if self._model is None or (self.behind and self._file() != self._written):
            self._load()
        assert self._model is not None
        changed, self._changed = self._changed, set()
        if len(changed) > _MOST_CHANGED:
            self.behind = True
            changed.clear()
        for key in sorted(changed):
            if key in self._learned:
                self._model.learn(self._learned.pop(key), sign=-1)
            found = example(event_store.document((Insight.table, key)) or {})
            if found.themes:
                self._model.learn(found)
                self._learned[key] = found
        if self._themes_changed:
            self._themes_changed = False
            self._learn_names(self._model)
        return self._model

    def _file(self) -> int:
        """The number of the file that is in place, 0 where there is none."""
        try:
            return os.stat(os.path.join(self._event_store.folder, NAME)).st_ino
        except OSError:
            return 0

    def _load(self) -> None:
        event_store = self._event_store
        self._learned.clear()
        self._changed.clear()
        self._themes_changed = True
        event_store.index()
        self._written = self._file()
        model = Model.load(event_store.folder)
        if model is None or not event_store.log.log_file.holds(model.mark, event_store.log.seen.length):
            model = taught(event_store, at_most=_AT_ONCE)
            self.behind = self._unfit = model is None
            self._model = model or Model()
            return
        self._model = model
        self.behind = self._unfit = False
        rows = event_store.query(Index.since, model.mark.length)
        self._changed = {key for table, key, _ in rows if table == Insight.table}

    def _learn_names(self, model: Model) -> None:
        """Read the names, messages and keywords of the themes that are in use."""
        self._names.clear()
        self._lengths.clear()
        self._active.clear()
        for key in self._event_store.query(Index.ids, Theme.table):
            document = self._event_store.document((Theme.table, key)) or {}
            if document.get("status") == ThemeStatus.RETIRED:
                continue
            number = model.number(key)
            self._active.add(number)
            texts: list[object] = [document.get("name", ""), document.get("message", "")]
            for name in ("keywords", "aliases"):
                held = document.get(name)
                texts += held if isinstance(held, list) else ()
            for feature, (own, _) in features_of(" . ".join(str(text) for text in texts), pairs=False).items():
                self._names.setdefault(feature, {})[number] = own
        for feature, held in self._names.items():
            idf = self._name_idf(model, feature)
            self._names[feature] = {number: own * idf for number, own in held.items()}
            for number, weight in self._names[feature].items():
                self._lengths[number] = self._lengths.get(number, 0.0) + weight * weight

    def _name_idf(self, model: Model, feature: int) -> float:
        """How much a feature of a name tells: by how few names, and how few of the texts, have it."""
        texts = model.texts + len(self._active)
        having = model.df(feature) + len(self._names.get(feature, ()))
        return sqrt(max(0.0, log((texts + 1) / (having + 0.5))))

    # Suggesting ------------------------------------------------------------------------------------------------

    def suggest(self, text: str, limit: int = 3, *, but: Iterable[str] = ()) -> list[Suggestion]:
        """Themes that may fit a text, the likeliest first; none where nothing fits. ``but``: themes it has already."""
        with self._event_store.guard:
            model = self._follow()
            behind, unfit = self.behind, self._unfit
            said = _Said(model, text)
            near_names = self._by_name(model, said)
        if behind and self._when_behind is not None:
            self._when_behind()
        if unfit:
            return []
        near, likely = _by_examples(model, said)
        themes = sorted(self._active - {model.number(theme) for theme in but})
        learned = [number for number in themes if model.examples[number]]
        if _fit(said, near_names, near, themes) < 1:
            return []
        cosine, bayes = _standard(near, learned), _standard(likely, learned)
        names = _standard(near_names, themes, _LEAST_SPREAD)
        scores = {}
        for number in themes:
            if number in near_names or number in near:
                weight = _NAME_WEIGHT * _HALF / (_HALF + model.examples[number]) if learned else 1.0
                scores[number] = cosine.get(number, 0.0) + bayes.get(number, 0.0) + weight * names[number]
        best = sorted(scores, key=lambda number: (-scores[number], model.themes[number]))[:limit]
        return [Suggestion(model.themes[number], self._because(model, said, number)) for number in best]

    def _by_name(self, model: Model, said: _Said) -> dict[int, float]:
        """How near a text is to each theme's own words (cosine)."""
        weights = {feature: own * self._name_idf(model, feature) for feature, (own, _) in said.single.items()}
        length = sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        near: dict[int, float] = {}
        for feature, share in weights.items():
            for number, weight in self._names.get(feature, {}).items():
                part = share * weight / length / (sqrt(self._lengths[number]) or 1.0)
                near[number] = near.get(number, 0.0) + part
        return near

    def _because(self, model: Model, said: _Said, number: int) -> tuple[str, ...]:
        """The telling words that speak most for a theme, three at the most."""
        sums: dict[str, float] = {}
        texts = model.texts + len(self._active)
        length = sqrt(max(model.squares[number], 1e-9)) if model.examples[number] else 1.0
        for feature, places in said.places.items():
            by_name = self._names.get(feature, {}).get(number, 0.0) / (sqrt(self._lengths.get(number, 0.0)) or 1.0)
            part = said.weights.get(feature, 0.0) * said.rows.get(feature, {}).get(number, 0.0) / length + by_name
            for place in places:
                sums[said.words[place]] = sums.get(said.words[place], 0.0) + part / len(places)
        telling = [
            word
            for word in sums
            if sums[word] > 0
            and weight_of_word(word) >= TELLING
            and self._having(model, word) <= max(_FEW, _COMMON * texts)
        ]
        best = sorted(telling, key=lambda word: (-sums[word], word))
        return tuple(word for word in best[:3] if sums[word] >= sums[best[0]] / 4)

    def _having(self, model: Model, word: str) -> float:
        """How many texts and names have a word."""
        feature = word_feature(word)
        return model.df(feature) + len(self._names.get(feature, ()))


class _Said:
    """A text beside a model: its features, and what the model holds of them."""

    def __init__(self, model: Model, text: str) -> None:
        self.words = words_of(text)
        self.single = features_of(text, pairs=False)
        places = features_of(text)
        having = {feature: model.df(feature) for feature in places}
        weights = {feature: places[feature].weight * model.idf(df) for feature, df in having.items()}
        # What the model does not know counts as well: it is what a text that fits no theme is made of.
        length = sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        known = [feature for feature in weights if having[feature]]
        telling = sorted(known, key=lambda feature: (-weights[feature], feature))[:_MOST_FEATURES]
        self.weights = {feature: weights[feature] / length for feature in telling}
        self.rows = {feature: model.row(feature) for feature in telling}
        self.places = {
            feature: held.places for feature, held in places.items() if feature in self.single or feature in self.rows
        }


def _fit(said: _Said, names: Mapping[int, float], examples: Mapping[int, float], themes: Iterable[int]) -> float:
    """How well a text fits the theme it is nearest to: from 1 on, themes are suggested."""
    nearest = max(
        (max(names.get(number, 0.0) / _NEAR_NAME, examples.get(number, 0.0) / _NEAR_EXAMPLES) for number in themes),
        default=0.0,
    )
    return nearest * sqrt(sqrt(max(1.0, len(said.words) / _LONG)))


def _by_examples(model: Model, said: _Said) -> tuple[dict[int, float], dict[int, float]]:
    """How near a text is to each theme's examples (cosine), and how much likelier it is under the theme."""
    kinds = max(model.features, 1)
    lengths = [sqrt(max(square, 1e-9)) for square in model.squares]
    near = [0.0] * len(model.themes)
    likely = [0.0] * len(model.themes)
    for feature, share in said.weights.items():
        total = weight_of(said.rows[feature])
        level = log((total + _SMOOTH_REST) / _SMOOTH)
        for number, theirs in by_theme(said.rows[feature]):
            if theirs > 0.0:
                rest = total - theirs if total > theirs else 0.0
                near[number] += share * theirs / lengths[number]
                likely[number] += share * (level + log((theirs + _SMOOTH) / (rest + _SMOOTH_REST)))
    weight = sum(said.weights.values())
    for number, total in enumerate(model.totals):
        if model.examples[number]:
            others = max(model.weight - total, 0.0) + _SMOOTH_REST * kinds
            likely[number] += weight * log(others / (total + _SMOOTH * kinds))
    return (
        {number: score for number, score in enumerate(near) if score},
        {number: score for number, score in enumerate(likely) if score},
    )


def _standard(scores: Mapping[int, float], numbers: Sequence[int], least: float = 0.0) -> dict[int, float]:
    """Scores of some themes brought to mean 0 and deviation 1, less where they deviate by less than ``least``."""
    if not numbers:
        return {}
    held = [scores.get(number, 0.0) for number in numbers]
    mean = sum(held) / len(held)
    spread = sqrt(sum((score - mean) ** 2 for score in held) / len(held))
    spread = max(spread, least) or 1.0
    return {number: (score - mean) / spread for number, score in zip(numbers, held, strict=True)}
