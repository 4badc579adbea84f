"""The index, kept true to the log: brought up to its tail, and rebuilt where it does not fit."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Sequence
from typing import cast

from shadowlog.store.events.tail import TAIL_LIMIT, LogTail
from shadowlog.store.index import Index, Place
from shadowlog.store.index.files import NAME, build_lock, new_index_path, open_index, remove_index, replace_index
from shadowlog.store.index.writer import Placed, add_to_index
from shadowlog.store.log import durable_io
from shadowlog.store.log.changes import changes_in
from shadowlog.store.log.checkpoint import Checkpoint
from shadowlog.store.log.errors import LogHeld, SaveFailed
from shadowlog.store.log.operations import Operation, RecordKey
from shadowlog.store.log.salvage import Damage

PATIENCE = 120.0
"""Seconds to wait for another process that builds the index."""

_BUSY = 0.2
"""Seconds to wait for those who save one after the other, before an index is built in memory instead."""

_BATCH = 20_000
"""Operations put into a new index at a time."""

_TRIES = 5
"""How often to begin again because another log was put in place."""


class LiveIndex:
    """The index of a log, and what is needed to keep it true. Not for several threads at a time."""

    def __init__(self, tail: LogTail, *, older_too: bool) -> None:
        self._tail = tail
        self._older_too = older_too
        self.path = os.path.join(tail.folder, NAME)
        self._index: Index | None = None
        self.in_memory = False
        """Whether a copy in memory serves, because the file cannot be written."""

    @property
    def index(self) -> Index:
        """The index as far as it goes: ``flush`` first where the tail counts as well."""
        if self._index is None:
            self.in_memory = False
            self._index = open_index(self.path, older_too=self._older_too)
        return self._index

    def close(self) -> None:
        """Close the index; it is opened again when it is needed."""
        if self._index is not None:
            with contextlib.suppress(sqlite3.Error):
                self._index.close()
            self._index = None

    def finish(self) -> None:
        """Bring the index up to the log where it is much behind, and close it."""
        if len(self._tail.placed) >= TAIL_LIMIT // 8 and not self.in_memory:
            with contextlib.suppress(SaveFailed, sqlite3.Error), self._tail.free_lock():
                self._index_tail()
        self.close()

    def places(self, key: RecordKey) -> list[Place]:
        """Where the operations on a record stand, by the index and the tail."""
        known = {place[0]: place for place in self.index.places(*key)}
        for place in self._tail.places(key):
            known[place[0]] = place
        return list(known.values())

    # Keeping it true -------------------------------------------------------------------------------------------

    def flush(self) -> None:
        """Bring the index up to what was read of the log. Where it cannot be written, a copy in memory serves."""
        if not self._tail.placed:
            return
        try:
            if self.in_memory:
                self._index_tail()
            else:
                with self._tail.free_lock():
                    self._index_tail()
        except (SaveFailed, sqlite3.OperationalError):
            try:
                if not self.in_memory:
                    copy = self.index.in_memory()
                    self.index.close()
                    self._index, self.in_memory = copy, True
                self._index_tail()
            except sqlite3.Error:
                self._build_in_memory()
        except sqlite3.DatabaseError:
            self.rebuild()

    def _index_tail(self) -> None:
        tail, index = self._tail, self.index
        with index.writing():
            checkpoint = index.checkpoint()
            if checkpoint is None or not tail.log_file.holds(checkpoint, tail.seen.length):
                raise sqlite3.DatabaseError("the index is bound to another log")
            if checkpoint.length < tail.seen.length:
                self._add(index, [item for item in tail.placed if item[1][0] >= checkpoint.length])
                index.set_checkpoint(tail.seen)
        tail.drop()

    def _add(self, index: Index, items: Sequence[Placed]) -> None:
        """Add operations to the index, and update the entry of every record they change."""
        add_to_index(index, items, self._tail.clock, self._tail.read)

    def begin(self) -> None:
        """Empty the index and bind it to a log that was just made."""
        with contextlib.suppress(sqlite3.Error, OSError), self.index.writing():
            self.index.clear()
            self.index.set_checkpoint(self._tail.seen)

    def fits(self) -> bool:
        """Whether the index fits the log. If so, its checkpoint becomes how far the log was read."""
        tail = self._tail
        with contextlib.suppress(sqlite3.Error, OSError):
            checkpoint = self.index.checkpoint()
            if checkpoint is not None and tail.log_file.holds(checkpoint, tail.log_file.size()):
                last_clock = self.index.last_clock()
                tail.clock.ahead = tail.clock.ahead or self.index.ahead()
                if last_clock <= tail.clock.limit():
                    tail.seen = checkpoint
                    tail.clock.see(last_clock)
                    return True
        return False

    def is_ahead(self) -> bool:
        """Whether the index knows of operations where there is no log: it was removed, or emptied."""
        with contextlib.suppress(sqlite3.Error, OSError):
            checkpoint = self.index.checkpoint()
            return checkpoint is not None and checkpoint.length > 0
        return False

    # Rebuilding it ------------------------------------------------------------------------------------------

    def rebuild(self, *, reading: bool = False) -> None:
        """Rebuild the index from the log alone, in memory where its file cannot be written. With ``reading`` the log
        is read here in any case, even where another process has just built the index.
        """
        try:
            with self._tail.free_lock(_BUSY):
                pass
            self._build_beside(reading=reading)
        except (SaveFailed, OSError, sqlite3.Error):
            self._build_in_memory()

    def _build_in_memory(self) -> None:
        self._build(Index(":memory:"))
        self.in_memory = True

    def _build_beside(self, *, reading: bool) -> None:
        """Build an index in a file of its own, so that saves wait only while it is put in place.

        One process builds at a time; another one takes what that one built, unless it is ``reading`` for damage. A
        process that holds the log's lock does not wait for it. Raises SaveFailed, OSError, sqlite3.Error.
        """
        tail = self._tail
        lock = tail.need_lock()
        building = build_lock(tail.folder)
        new = new_index_path(tail.folder)
        try:
            try:
                building.acquire(0)
            except LogHeld:
                building.acquire(0 if lock.held else PATIENCE)
                self.close()
                if not reading and self.fits():
                    return
            for _ in range(_TRIES):
                remove_index(new)
                self._build(Index(new))
                self.close()
                with lock:
                    if tail.log_file.holds(tail.seen, tail.log_file.look()):
                        replace_index(new, self.path)
                        return
                # Another log was put in place, or what was read was taken back.
                tail.log_file.open()
            raise LogHeld(f"Another program keeps replacing {tail.log_file.path}.", "End it; then try again.")
        except BaseException:
            self.close()
            raise
        finally:
            if building.held:
                with contextlib.suppress(OSError):
                    remove_index(new)
            building.close()

    def _build(self, index: Index) -> None:
        """Make an index the one in use, and build it from the log. Raises sqlite3.Error."""
        self.close()
        self._index, self.in_memory = index, False
        tail = self._tail
        tail.damage.clear()
        with index.writing():
            index.clear()
            tail.drop()
            tail.seen = Checkpoint(tail.log_file.generation)
            batch: list[Placed] = []
            for piece in changes_in(tail.log_file, 0, tail.log_file.size()):
                if isinstance(piece, Damage):
                    if piece.torn:
                        break
                    tail.step_over(piece)
                    continue
                for line in piece:
                    if "op" in line.content:
                        operation = cast("Operation", line.content)
                        tail.clock.see(operation["clock"])
                        batch.append((operation, (line.offset, line.size)))
                last = piece[-1]
                if last.content:
                    tail.seen.last = last.offset
                tail.seen.length = last.offset + last.size
                if len(batch) >= _BATCH:
                    self._add(index, batch)
                    batch.clear()
            if tail.seen.length:
                tail.seen.last_sum = durable_io.read_at(tail.log_file.fd, 8, tail.seen.last)
            self._add(index, batch)
            index.ranks.make_blocks()
            index.set_checkpoint(tail.seen)
        tail.unsure = True

    # Replacing its file ----------------------------------------------------------------------------------------

    def replace_file(self, new: str) -> None:
        """Put the closed index at ``new`` in place of this one's file. Needs the log's lock. Raises OSError."""
        self.close()
        replace_index(new, self.path)

    def remove_file(self) -> None:
        """Remove the index file; it is rebuilt when it is next needed. Raises OSError."""
        self.close()
        remove_index(self.path)
