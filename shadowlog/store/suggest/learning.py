"""Learning from tags: training the model on a whole log, and saving it beside the log."""

from __future__ import annotations

import os
from array import array
from collections.abc import Iterable

from shadowlog.domain.records import Insight, Theme
from shadowlog.domain.values import Stance
from shadowlog.store.events.event_store import EventStore
from shadowlog.store.index import Index
from shadowlog.store.log.checkpoint import Checkpoint
from shadowlog.store.log.errors import LogHeld, save_failed
from shadowlog.store.log.housekeeping import housekeeping
from shadowlog.store.log.operations import Json
from shadowlog.store.suggest.features import features_of
from shadowlog.store.suggest.model import NAME, Example, Model

__all__ = ["NAME", "bind", "checkpoint_of", "example", "learn", "trained", "write_model"]

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
    model = Model()
    places = list(wanted.values())

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
