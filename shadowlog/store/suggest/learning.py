"""Learning from tags: training the model on a whole log, and saving it beside the log."""

from __future__ import annotations

import os
from array import array
from collections.abc import Iterable, Mapping

from shadowlog.domain.records import Insight, Theme
from shadowlog.domain.values import Stance, ThemeStatus
from shadowlog.store.events.event_store import EventStore
from shadowlog.store.index import Index
from shadowlog.store.log.checkpoint import Checkpoint
from shadowlog.store.log.errors import LogHeld, save_failed
from shadowlog.store.log.housekeeping import housekeeping
from shadowlog.store.log.operations import Json, Operation, RecordKey, fold
from shadowlog.store.suggest.features import features_of, weights_of_words
from shadowlog.store.suggest.model import NAME, Example, Model, Names, pair

__all__ = ["NAME", "bind", "checkpoint_of", "example", "learn", "read_names", "trained", "write_model"]

MOST_TEXTS = 60_000
"""The most insights to learn from: the newest of each theme, the same number for each."""


def example(document: Json) -> Example:
    """An insight as a training example; without features where it is tagged with no theme."""
    signals = document.get("signals")
    themes = tuple(key for key, met in signals.items() if met != Stance.NOT_RAISED) if isinstance(signals, dict) else ()
    features = features_of(str(document.get("text", ""))) if themes else {}
    return Example(array("I", features), array("f", (feature.weight for feature in features.values())), themes)


def trained(event_store: EventStore, at_most: int | None = None) -> Model | None:
    """A model trained on the newest tagged insights of each theme.

    None where more than ``at_most`` insights would have to be read.
    """
    checkpoint = event_store.checkpoint()
    wanted: dict[str, tuple[int, str]] = {}
    themes = event_store.query(Index.ids, Theme.table)
    most = MOST_TEXTS // max(len(themes), 1)
    for theme in themes:
        for place in event_store.query(Index.naming, Insight.table, theme, "signals")[-most:]:
            wanted[place[1]] = place
        if at_most is not None and len(wanted) > at_most:
            return None
    return _trained_on(event_store, list(wanted.values()), checkpoint)


def trained_on_few(event_store: EventStore, most: int) -> Model:
    """A model trained on ``most`` tagged insights at the most, the same number for each theme, however long the log is:
    to suggest something before it has learned from all of them.
    """
    checkpoint = event_store.checkpoint()
    wanted: dict[str, tuple[int, str]] = {}
    themes = event_store.query(Index.ids, Theme.table)[:most]
    for theme in themes:
        for place in event_store.query(Index.some_naming, Insight.table, theme, "signals", most // len(themes)):
            wanted[place[1]] = place
    return _trained_on(event_store, list(wanted.values()), checkpoint)


def _trained_on(event_store: EventStore, places: list[tuple[int, str]], checkpoint: Checkpoint | None) -> Model:
    """A model trained on insights, given by number and id."""
    model = Model()

    def texts() -> Iterable[Example]:
        for start in range(0, len(places), 1_000):
            for _, document in event_store.documents(Insight.table, places[start : start + 1_000]):
                tagged = example(document)
                if tagged.themes:
                    yield tagged

    model.train(texts())
    if checkpoint is not None:
        model.checkpoint = checkpoint
    return model


def read_names(event_store: EventStore, model: Model) -> Names:
    """The own words of the themes that are in use."""
    weights: dict[int, dict[int, float]] = {}
    active: dict[int, float] = {}
    keys = [(Theme.table, key) for key in event_store.query(Index.ids, Theme.table)]
    for (_, key), document in event_store.documents_of(keys):
        if document.get("status") == ThemeStatus.RETIRED:
            continue
        number = model.number(key)
        active[number] = 0.0
        texts: list[object] = [document.get("name", ""), document.get("message", "")]
        for name in ("keywords", "aliases"):
            listed = document.get(name)
            texts += listed if isinstance(listed, list) else ()
        for feature, weight in weights_of_words(" . ".join(str(text) for text in texts)).items():
            weights.setdefault(feature, {})[number] = weight
    pairs, theirs = array("Q"), array("d")
    names = Names(pairs, theirs, active)
    for feature in sorted(weights):
        row = weights[feature]
        idf = names.idf(model, feature, len(row))
        for number in sorted(row):
            pairs.append(pair(feature, number))
            theirs.append(row[number] * idf)
            active[number] += (row[number] * idf) ** 2
    return names


def learn(event_store: EventStore) -> bool:
    """Train the model on a log and save it. False where another process does housekeeping. Raises SaveFailed."""
    try:
        with housekeeping(event_store.folder):
            write_model(event_store)
    except LogHeld:
        return False
    return True


def write_model(event_store: EventStore) -> None:
    """Train the model on a log and save it. Needs the housekeeping lock. Raises SaveFailed."""
    model = trained(event_store)
    assert model is not None
    model.names = read_names(event_store, model)
    try:
        model.save(os.path.join(event_store.folder, NAME))
    except OSError as error:
        raise save_failed(error, event_store.folder) from error


def checkpoint_of(folder: str) -> Checkpoint | None:
    """How far in the log the saved model reaches, None where there is none that can be read."""
    model = Model.load(folder)
    return None if model is None else model.checkpoint


def bind(folder: str, checkpoint: Checkpoint, new: str) -> None:
    """Write a copy of the saved model, bound to another checkpoint, to ``new``. Raises OSError."""
    model = Model.load(folder)
    if model is None:
        raise FileNotFoundError(os.path.join(folder, NAME))
    model.checkpoint = checkpoint
    model.save(new)


def write_redacted(
    event_store: EventStore,
    rewritten: Mapping[RecordKey, tuple[list[Operation], list[Operation]]],
    checkpoint: Checkpoint,
    new: str,
) -> bool:
    """Write to ``new`` a copy of the saved model, bound to ``checkpoint``, that has learned the rewritten insights
    instead of what they were. False where it has to be trained anew. Raises OSError.
    """
    model = Model.load(event_store.folder)
    if model is None or any(table == Theme.table for table, _ in rewritten):
        return False
    most = MOST_TEXTS // max(len(model.themes), 1)
    if any(count > most for count in model.examples):
        # It did not learn from every insight, and does not say from which.
        return False
    later = set(event_store.changed_since(model.checkpoint.length))
    for key, (before, after) in rewritten.items():
        if key[0] != Insight.table or key in later:
            continue
        old, redacted = example(fold(before) or {}), example(fold(after) or {})
        if old.themes and old != redacted:
            model.learn(old, sign=-1)
            model.learn(redacted)
    model.settle()
    model.checkpoint = checkpoint
    model.save(new)
    return True
