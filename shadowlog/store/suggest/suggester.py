"""Suggesting themes, by their names and by examples, with the words that speak for each.

Three scores are brought to one scale (mean 0, deviation 1 over all themes) and added: how near a text is to the sum
of a theme's examples (Rocchio's centroids), how much likelier its words are under the theme than under all others
(complement naive Bayes after Rennie et al., 2003, on length-normalised tf-idf weights), and how near it is to the
theme's own name, message and keywords, which count the less the more examples there are.

It is our own because it has to suggest before anything was tagged, learn from one tag at a time, and load with the
window. Of 77 themes with 10 examples each (banking77) the right one comes first for 75.0 % of texts and among three for
90.1 % (by names alone: 48.7, 66.3). A suggestion among 100 themes and 100,000 tagged insights takes less than 10 ms
(``python -m benchmarks suggesting``).
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable
from math import sqrt
from typing import NamedTuple

from shadowlog.domain.records import Insight, Theme
from shadowlog.domain.text.word_weights import TELLING, weight_of_word
from shadowlog.store.events.event_store import EventStore
from shadowlog.store.log.operations import RecordKey
from shadowlog.store.search.tokenizer import as_written
from shadowlog.store.suggest.features import word_feature
from shadowlog.store.suggest.learning import NAME, example, read_names, trained, trained_on_few
from shadowlog.store.suggest.model import NO_NAMES, Example, Model
from shadowlog.store.suggest.scoring import TypedText, scores_of

_AT_ONCE = 300
"""Insights to learn from at once where no model fits; more are learned from in the background."""

_MOST_CHANGED = 500
"""Insights changed since the model was written that are learned from at once."""

_COMMON = 0.2
"""The share of texts from which on a word is too common to be a reason."""

_FEW = 3
"""Texts up to which no word is too common."""


_SHARED = 2
"""Features that a word needs to share with a theme to be a reason: one piece alone is chance ("board" and "ward")."""


class Suggestion(NamedTuple):
    """A theme that may fit, and the words that speak for it."""

    theme: str
    """Its id."""
    because: tuple[str, ...]
    """Words as they are typed: to be made safe before they are shown."""


class Suggester:
    """Suggests themes in an open log, and learns with every tag that is confirmed."""

    def __init__(
        self, event_store: EventStore, when_behind: Callable[[], None] | None = None, *, from_few: bool = False
    ) -> None:
        """``when_behind`` is called at a suggestion where the model should be rewritten first. ``from_few``: until then
        a few insights of each theme are learned from, which takes a tenth of a second; else nothing is suggested.
        """
        self._from_few = from_few
        self._event_store = event_store
        self._when_behind = when_behind
        self._model: Model | None = None
        self._unfit = False
        """Whether no model fits, and the log is too long to learn from at once: nothing is suggested."""
        self.behind = False
        """Whether the model should be rewritten."""
        self._written = 0
        """The inode of the file that was loaded last."""
        self._names = NO_NAMES
        self._learned: dict[str, Example] = {}
        """What was learned since the model was written, by insight, so that it can be unlearned."""
        self._changed: set[str] = set()
        self._themes_changed = True
        event_store.on_change(self._note)

    def _note(self, touched: set[RecordKey]) -> None:
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
        for key in sorted(changed & self._learned.keys()):
            self._model.learn(self._learned.pop(key), sign=-1)
        for (_, key), document in event_store.documents_of([(Insight.table, key) for key in sorted(changed)]):
            tagged = example(document)
            if tagged.themes:
                self._model.learn(tagged)
                self._learned[key] = tagged
        if self._themes_changed and not self._unfit:
            self._themes_changed = False
            self._names = read_names(event_store, self._model)
        return self._model

    def _file(self) -> int:
        """The inode of the file that is in place, 0 where there is none."""
        try:
            return os.stat(os.path.join(self._event_store.folder, NAME)).st_ino
        except OSError:
            return 0

    def _load(self) -> None:
        event_store = self._event_store
        self._learned.clear()
        self._changed.clear()
        self._themes_changed = True
        self._written = self._file()
        model = Model.load(event_store.folder)
        if model is None or not event_store.holds(model.checkpoint):
            model = trained(event_store, at_most=_AT_ONCE)
            self.behind = model is None
            if model is None and self._from_few:
                model = trained_on_few(event_store, _AT_ONCE)
            self._unfit = model is None
            self._model = model or Model()
            return
        self._model = model
        self.behind = self._unfit = False
        changed = event_store.changed_since(model.checkpoint.length)
        self._changed = {key for table, key in changed if table == Insight.table}
        if model.names is not None and not any(table == Theme.table for table, _ in changed):
            self._names, self._themes_changed = model.names, False

    # Suggesting ------------------------------------------------------------------------------------------------

    def suggest(self, text: str, limit: int = 3, *, but: Iterable[str] = ()) -> list[Suggestion]:
        """Themes that may fit a text, the likeliest first; none where none is near. ``but``: themes it has already."""
        with self._event_store.guard:
            model = self._follow()
            behind, unfit = self.behind, self._unfit
            typed = TypedText(model, text)
            near_names = self._by_name(model, typed)
        if behind and self._when_behind is not None:
            self._when_behind()
        if unfit:
            return []
        themes = sorted(self._names.squares.keys() - {model.number(theme) for theme in but})
        scores = scores_of(model, typed, near_names, themes)
        best = sorted(scores, key=lambda number: (-scores[number], model.themes[number]))[:limit]
        return [Suggestion(model.themes[number], self._because(model, typed, number)) for number in best]

    def _by_name(self, model: Model, typed: TypedText) -> dict[int, float]:
        """How near a text is to each theme's own words (cosine)."""
        weights = {feature: weight * self._names.idf(model, feature) for feature, (weight, _) in typed.single.items()}
        length = sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        near: dict[int, float] = {}
        for feature, share in weights.items():
            for number, weight in self._names.row(feature).items():
                part = share * weight / length / (sqrt(self._names.squares[number]) or 1.0)
                near[number] = near.get(number, 0.0) + part
        return near

    def _because(self, model: Model, typed: TypedText, number: int) -> tuple[str, ...]:
        """The words that speak most for a theme, as they are typed; three at the most, none that is too common."""
        sums: dict[str, float] = {}
        shared: Counter[str] = Counter()
        texts = model.texts + len(self._names.squares)
        length = sqrt(max(model.squares[number], 1e-9)) if model.examples[number] else 1.0
        for feature, places in typed.places.items():
            by_name = self._names.row(feature).get(number, 0.0)
            by_name /= sqrt(self._names.squares.get(number, 0.0)) or 1.0
            part = typed.weights.get(feature, 0.0) * typed.rows.get(feature, {}).get(number, 0.0) / length + by_name
            for place in places:
                sums[typed.words[place]] = sums.get(typed.words[place], 0.0) + part / len(places)
                shared[typed.words[place]] += part > 0
        informative = [
            word
            for word in sums
            if shared[word] >= _SHARED
            and weight_of_word(word) >= TELLING
            and self._having(model, word) <= max(_FEW, _COMMON * texts)
        ]
        best = sorted(informative, key=lambda word: (-sums[word], word))
        written = as_written(typed.text)
        return tuple(written.get(word, word) for word in best[:3] if sums[word] >= sums[best[0]] / 4)

    def _having(self, model: Model, word: str) -> float:
        """How many texts and names have a word."""
        feature = word_feature(word)
        return model.df(feature) + len(self._names.row(feature))
