"""A copy of the search index for a redacted log: without the words that only the redacted texts had."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator, Mapping
from itertools import pairwise

from pyroaring import BitMap

from shadowlog.domain.records import RECORDS, Encounter
from shadowlog.store.events.event_store import EventStore
from shadowlog.store.index import Index
from shadowlog.store.log import durable_io
from shadowlog.store.log.checkpoint import Checkpoint
from shadowlog.store.log.operations import Json, Operation, RecordKey, fold
from shadowlog.store.search.facets import indexed_record
from shadowlog.store.search.segment_writer import NAME, PREFIX_LONGEST, STALE_LAYOUT, bind
from shadowlog.store.search.tokenizer import words_of

MOST = 500
"""Redacted records up to which the index is copied; with more it is quicker to find in one that is written anew."""


def write_redacted(
    event_store: EventStore,
    rewritten: Mapping[RecordKey, tuple[list[Operation], list[Operation]]],
    checkpoint: Checkpoint,
    new: str,
) -> None:
    """Write to ``new`` a copy of the index, bound to ``checkpoint``, in which the rewritten records are stale: whoever
    opens it indexes them in memory. Raises OSError.
    """
    raw = f"{new}.raw"
    try:
        bind(event_store.folder, checkpoint, raw)
        with contextlib.closing(sqlite3.connect(raw, isolation_level=None)) as database:
            database.execute("PRAGMA journal_mode=OFF")
            stale = _stale(event_store, rewritten)
            docs = BitMap(_docs(database, stale))
            removed = {
                term
                for (table, _), (before, after) in rewritten.items()
                for term in _terms(table, fold(before)) - _terms(table, fold(after))
            }
            database.executemany("DELETE FROM terms WHERE term = ?", _only_theirs(database, removed, docs))
            database.execute("CREATE TABLE IF NOT EXISTS stale(kind TEXT, id TEXT)")
            database.executemany("INSERT INTO stale VALUES (?, ?)", sorted(stale))
            database.execute("UPDATE meta SET value = ? WHERE key = 'layout'", (STALE_LAYOUT,))
            # Removed rows leave their bytes behind: only what is there is written to the new file.
            os.close(os.open(new, durable_io.NEW, durable_io.FILE_MODE))
            database.execute("VACUUM INTO ?", (new,))
    except sqlite3.Error as error:
        raise OSError(str(error)) from error
    finally:
        durable_io.remove(raw)


def _stale(event_store: EventStore, rewritten: Mapping[RecordKey, object]) -> set[RecordKey]:
    """The rewritten records, and those found by what an encounter among them says."""
    stale = set(rewritten)
    for table, record_id in rewritten:
        if table == Encounter.table:
            stale.update((other, key) for other, key, _ in event_store.query(Index.referring, record_id))
    return stale


def _docs(database: sqlite3.Connection, keys: set[RecordKey]) -> Iterator[int]:
    """The documents of records."""
    tables = dict(database.execute("SELECT name, number FROM tables"))
    for table, record_id in keys:
        rows = database.execute("SELECT doc FROM keys WHERE id = ? AND kind = ?", (record_id, tables.get(table, -1)))
        yield from (row[0] for row in rows)


def _only_theirs(database: sqlite3.Connection, terms: set[str], docs: BitMap) -> list[tuple[str]]:
    """The terms that no other documents have."""
    found = []
    for term in terms:
        row = database.execute("SELECT docs FROM terms WHERE term = ?", (term,)).fetchone()
        if row and BitMap.deserialize(row[0]) <= docs:
            found.append((term,))
    return found


def _terms(table: str, document: Json | None) -> set[str]:
    """What a record is found by, as the index names it."""
    if document is None or table not in RECORDS:
        return set()
    record = indexed_record(table, document, 0)
    terms = {f"f{facet}" for facet in record.facets}
    for text in record.texts:
        words = words_of(text)
        terms.update(f"w{word}" for word in words)
        terms.update(f"p{one} {other}" for one, other in pairwise(words))
        terms.update(f"*{word[:length]}" for word in words for length in range(1, PREFIX_LONGEST + 1))
    return terms


__all__ = ["MOST", "NAME", "write_redacted"]
