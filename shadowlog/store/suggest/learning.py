"""Learning from tags: making the model of a whole log, and keeping it beside the log."""

from __future__ import annotations

import os
from array import array
from collections.abc import Iterable

from shadowlog.domain.records import Insight, Theme
from shadowlog.domain.values import Stance
from shadowlog.store.events.event_store import EventStore
from shadowlog.store.index import Index
from shadowlog.store.log.errors import LogHeld, save_failed
from shadowlog.store.log.housekeeping import housekeeping
from shadowlog.store.log.log_file import Mark
from shadowlog.store.log.operations import Json
from shadowlog.store.suggest.features import features_of
from shadowlog.store.suggest.model import NAME, Example, Model

__all__ = ["NAME", "bind", "example", "learn", "mark_of", "taught", "write_model"]

MOST_TEXTS = 60_000
"""Insights that are learned from at the most: the newest of each theme, the same number of each."""


def example(document: Json) -> Example:
    """What can be learned from an insight."""
    signals = document.get("signals")
    themes = tuple(key for key, met in signals.items() if met != Stance.NOT_RAISED) if isinstance(signals, dict) else ()
    features = features_of(str(document.get("text", ""))) if themes else {}
    return Example(array("I", features), array("f", (feature.weight for feature in features.values())), themes)


def taught(event_store: EventStore, at_most: int | None = None) -> Model | None:
    """A model of everything that is tagged in a log, the newest of each theme.

    None where more insights than ``at_most`` would have to be read for it.
    """
    with event_store.guard:
        mark = event_store.index().mark()
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
                found = example(document)
                if found.themes:
                    yield found

    model.teach(texts())
    if mark is not None:
        model.mark = mark
    return model


def learn(event_store: EventStore) -> bool:
    """Learn from a log's tags and keep it beside the log. False where another process is at it. Raises SaveFailed."""
    try:
        with housekeeping(event_store.folder):
            write_model(event_store)
    except LogHeld:
        return False
    return True


def write_model(event_store: EventStore) -> None:
    """Learn from a log's tags and keep it beside the log. Needs the turn of housekeeping. Raises SaveFailed."""
    model = taught(event_store)
    assert model is not None
    try:
        model.save(os.path.join(event_store.folder, NAME))
    except OSError as error:
        raise save_failed(error, event_store.folder) from error


def mark_of(folder: str) -> Mark | None:
    """How far what was learned is true, None where nothing was that can be read."""
    model = Model.load(folder)
    return None if model is None else model.mark


def bind(folder: str, mark: Mark, new: str) -> None:
    """Write a copy of what was learned that says it is true up to another mark. Raises OSError."""
    model = Model.load(folder)
    if model is None:
        raise FileNotFoundError(os.path.join(folder, NAME))
    model.mark = mark
    model.save(new)
