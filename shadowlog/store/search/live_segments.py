"""The segments of the search index, kept true to the log: one on the disk, and in memory what changed since."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager

from pyroaring import BitMap

from shadowlog.domain.progress import Progress
from shadowlog.domain.records import RECORDS, Encounter, UnknownName
from shadowlog.store.events.event_store import EventStore
from shadowlog.store.index import Index
from shadowlog.store.index.entry import entry_of
from shadowlog.store.log.housekeeping import housekeeping
from shadowlog.store.log.operations import Json, Operation, RecordKey, fold
from shadowlog.store.names import unresolved_accounts
from shadowlog.store.search.disk_segment import DiskSegment
from shadowlog.store.search.facets import HEARD, IndexedRecord, heard_facets, indexed_record
from shadowlog.store.search.memory_segment import MemorySegment
from shadowlog.store.search.segment import Segment
from shadowlog.store.search.segment_writer import NAME, build, write_index

MANY_CHANGED = 500
"""Records changed since the index file was written from which on it is worth rewriting."""

_MOST_IN_MEMORY = 5_000
"""Records that are indexed in memory where there is no index file that fits."""

_PATIENCE = 300.0
"""Seconds to wait for another process that writes the index file, where nothing can be found without it."""

_FIRST_NEW = 1 << 32
"""The first number for ids that the index on the disk has none for: above all it can have."""


class LiveSegments:
    """The search index of an event store. Safe to use from several threads."""

    def __init__(self, event_store: EventStore) -> None:
        self._event_store = event_store
        self._path = os.path.join(event_store.folder, NAME)
        self._disk: DiskSegment | None = None
        self._memory = MemorySegment(self.code)
        self._superseded = BitMap()
        """Documents of the segment on the disk whose records were changed or deleted since."""
        self._new_codes: dict[str, int] = {}
        """Numbers of the ids that columns on the disk do not have."""
        self._unresolved: dict[int, int] | None = None
        self._changed: set[RecordKey] = set()
        self._inode = 0
        """The inode of the file that was looked at last, sound or not."""
        self._afresh = True
        """Whether the file has to be opened again."""
        self._state = 0
        """Counted up whenever documents may have got other numbers: hits found before are then found again."""
        self.missing = False
        """Whether no index file fits and the log is too long to do without: nothing is found until it is written."""
        event_store.on_change(self._note)

    def close(self) -> None:
        """Close the file, and stop listening to the event store. It cannot be used after."""
        self._event_store.remove_listener(self._note)
        self._close_file()

    def _close_file(self) -> None:
        if self._disk is not None:
            self._disk.close()
            self._disk = None

    def _note(self, touched: set[RecordKey]) -> None:
        if touched:
            self._changed |= touched
        else:
            self._afresh = True
        # Which conversation an unresolved name stands for also depends on what it was typed for.
        if not touched or self._unresolved or any(table == UnknownName.table for table, _ in touched):
            self._unresolved = None

    @property
    def guard(self) -> AbstractContextManager[object]:
        """What to hold while ``segments`` are used."""
        return self._event_store.guard

    @property
    def segments(self) -> Iterator[tuple[Segment, BitMap]]:
        """Each segment, with those of its documents that no longer count. Hold ``guard`` while you use them."""
        self._follow()
        if self._disk is not None:
            yield self._disk, self._superseded
        yield self._memory, BitMap()

    @property
    def state(self) -> int:
        """A number that is another one whenever anything in the log changed."""
        with self._event_store.guard:
            self._follow()
            return self._state

    def code(self, record_id: str) -> int:
        """The number that stands for an id in the columns of all segments, until the index is written again."""
        known = None if self._disk is None else self._disk.code(record_id)
        return known or self._new_codes.setdefault(record_id, _FIRST_NEW + len(self._new_codes))

    @property
    def unresolved(self) -> Mapping[int, int]:
        """Conversations whose account was typed by a name that nobody has yet: the code of that name, by that of the
        conversation. Hold ``guard``.
        """
        self._follow()
        if self._unresolved is None:
            names = unresolved_accounts(self._event_store)
            self._unresolved = {self.code(where): self.code(f"name:{name}") for where, name in names.items()}
        return self._unresolved

    # The file --------------------------------------------------------------------------------------------------

    @property
    def worth_writing(self) -> bool:
        """Whether so much changed since the index file was written that it should be rewritten."""
        with self._event_store.guard:
            self._follow()
            return self.missing or len(self._memory) > MANY_CHANGED

    def look(self) -> bool:
        """Whether another index file was put in place since the last look."""
        with self._event_store.guard:
            self._afresh = self._afresh or self._inode_now() != self._inode
            return self._afresh

    def _inode_now(self) -> int:
        """The inode of the file that is in place, 0 where there is none."""
        try:
            return os.stat(self._path).st_ino
        except OSError:
            return 0

    def write(self, progress: Progress | None = None) -> bool:
        """Rewrite the index file; False where another process does housekeeping. Raises SaveFailed."""
        written = build(self._event_store, progress)
        self._afresh = self._afresh or written
        return written

    def need(self, progress: Progress | None = None) -> None:
        """Make sure that there is an index file, whoever writes it; it may take long. Raises LogHeld, SaveFailed."""
        with housekeeping(self._event_store.folder, _PATIENCE):
            # Another process may have written it meanwhile.
            self._afresh = True
            if self.worth_writing:
                write_index(self._event_store, progress)
                self._afresh = True

    # Keeping it true -------------------------------------------------------------------------------------------

    def _follow(self) -> None:
        """Take in what changed."""
        if self._afresh:
            self._open()
        if self._changed and not self.missing:
            changed, self._changed = self._changed, set()
            self._take(changed)

    def _open(self) -> None:
        """Open the file that is in place, and index in memory what changed since it was written."""
        self._close_file()
        self._memory = MemorySegment(self.code)
        self._superseded = BitMap()
        self._new_codes = {}
        self._unresolved = None
        self._changed.clear()
        self._afresh = False
        self._state += 1
        self._inode = self._inode_now()
        event_store = self._event_store
        with contextlib.suppress(sqlite3.Error, OSError, KeyError, TypeError):
            disk = DiskSegment(self._path)
            if event_store.holds(disk.checkpoint):
                self._disk = disk
            else:
                disk.close()
        reached = self._disk.checkpoint.length if self._disk is not None else 0
        since = set(event_store.changed_since(reached, _MOST_IN_MEMORY + 1))
        self.missing = len(since) > _MOST_IN_MEMORY
        if self.missing:
            self._close_file()
        else:
            self._take(since | self._disk.stale if self._disk is not None else since)

    def _take(self, changed: set[RecordKey]) -> None:
        """Index records in memory as they are now, and with an encounter what was heard there."""
        event_store = self._event_store
        self._state += 1
        read = {key: event_store.operations(key) for key in changed if key[0] in RECORDS}
        also: set[RecordKey] = set()
        for (table, record_id), operations in read.items():
            if table == Encounter.table:
                also.update(self._heard_at(record_id))
            elif table in HEARD:
                # Every encounter it was ever set to: it may have been moved from one to another.
                ever = (operation.get("set", {}).get("encounter") for operation in operations)
                also.update((Encounter.table, where) for where in ever if isinstance(where, str))
        for key in also - read.keys():
            read[key] = event_store.operations(key)
        # In the order they were entered, in which records of the same moment are listed.
        entered = sorted(read.items(), key=lambda item: item[1][0]["clock"] if item[1] else 0)
        for key, operations in entered:
            document = fold(operations)
            if self._disk is not None and (doc := self._disk.doc(key)) is not None:
                self._superseded.add(doc)
            self._memory.take(key, None if document is None else self._indexed_record(key, document, operations))

    def _heard_at(self, encounter: str) -> list[RecordKey]:
        """The insights and mentions that were heard at an encounter."""
        rows = self._event_store.query(Index.referring, encounter)
        return [(table, key) for table, key, _ in rows if table in HEARD]

    def _indexed_record(self, key: RecordKey, document: Json, operations: list[Operation]) -> IndexedRecord:
        event_store = self._event_store
        at = entry_of(key[0], document, operations[0]["clock"]).at
        if key[0] == Encounter.table:
            facets = {
                facet
                for other in self._heard_at(key[1])
                if (lent := event_store.document(other))
                for facet in heard_facets(other[0], lent)
            }
            return indexed_record(key[0], document, at, heard=facets)
        where = document.get("encounter")
        encounter = event_store.document((Encounter.table, where)) if isinstance(where, str) else None
        return indexed_record(key[0], document, at, encounter)
