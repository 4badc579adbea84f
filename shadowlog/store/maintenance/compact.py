"""Compacting the log: each record's operations side by side, each once, and no damage between them."""

from __future__ import annotations

from shadowlog.store.events.event_store import EventStore
from shadowlog.store.index import Index
from shadowlog.store.maintenance.log_rewrite import PATIENCE, rewrite

COMPACT_FROM = 4_000_000
"""Bytes of a log from which on it is compacted by itself."""


def worth_compacting(event_store: EventStore) -> bool:
    """Whether the log has more than doubled since it was last compacted, mostly by edits."""
    size = event_store.size()
    if size < COMPACT_FROM or size < 2 * event_store.compacted_size:
        return False
    operations, records = event_store.query(Index.totals)
    return operations > 1.5 * records


def compact(event_store: EventStore, patience: float = PATIENCE) -> None:
    """Compact the log. Search index and model of tags stay, bound to the new log. Not to be called with the lock held.

    Waits ``patience`` seconds for another process that does housekeeping. Raises LogHeld, SaveFailed; the old log then
    stays.
    """
    rewrite(event_store, patience=patience)
