"""The event store: records read from operations, and changes written as operations.

Safe to use from several threads and several processes at a time.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, cast

from shadowlog.domain.errors import RuleBroken
from shadowlog.domain.ids import new_id
from shadowlog.store.events.event_reader import EventReader
from shadowlog.store.events.tail import TAIL_LIMIT
from shadowlog.store.log import durable_io
from shadowlog.store.log.checkpoint import Checkpoint
from shadowlog.store.log.clock import LATEST
from shadowlog.store.log.difference import difference
from shadowlog.store.log.errors import save_failed
from shadowlog.store.log.lines import encoded, too_deep, valid
from shadowlog.store.log.operations import Json, Operation, RecordKey, key_of


class Mended(NamedTuple):
    """What ``mend`` did."""

    damaged: int
    """Damaged places between sound lines: set aside, and stepped over where they stand."""
    cut: int
    """Torn ends: set aside and cut off."""


class EventStore(EventReader):
    """The records of one workspace's ``data`` folder, to be read and changed.

    ``author`` (a person's id) and ``device`` are written into every operation. Raises StoreError from any method
    where the disk does not do as it should.
    """

    def __init__(self, folder: str, author: str = "", device: str = "", *, older_index: bool = False) -> None:
        super().__init__(folder, older_index=older_index)
        self.author = author
        self.device = device
        self._pending: list[Operation] | None = None
        """The operations of the change under way; None where there is none."""
        self._locked = _Locked(self)
        self._gathering = False
        """Whether changes are written at once and synced together later."""

    # The lock --------------------------------------------------------------------------------------------------

    def locked(self) -> _Locked:
        """A context in which no other process writes, and everything they wrote has been read. Raises SaveFailed."""
        return self._locked

    @contextlib.contextmanager
    def others_waiting(self) -> Iterator[None]:
        """A context in which no other process writes; unlike with ``locked``, what they wrote is not read first.

        For work that must be short because every save waits for it. Raises SaveFailed.
        """
        with self.guard, self._tail.need_lock():
            yield

    # Writing ---------------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def change(self, label: str, undoes: str = "") -> Iterator[None]:
        """Everything written inside is one change: saved together at the end, undone together. Raises SaveFailed.

        Where anything raises inside, nothing is written. Inside another change it becomes part of that one.
        """
        with self.locked():
            if self._pending is not None:
                yield
                return
            self._pending = []
            try:
                yield
                pending, self._pending = self._pending, None
                self._pending_documents.clear()
                if pending:
                    self._append(pending, label, undoes)
            finally:
                self._pending = None
                self._pending_documents.clear()

    @contextlib.contextmanager
    def gathering(self) -> Iterator[None]:
        """Changes made inside stay changes of their own, and reach the disk together at the end.

        Where this raises, none of them is saved. Other processes cannot save meanwhile, so keep it short.
        Raises SaveFailed.
        """
        with self.locked():
            tail = self._tail
            if not tail.seen.length:
                self._begin()
            start = tail.seen.length
            self._gathering = True
            try:
                with self._flushed().writing():
                    yield
                    if tail.seen.length > start:
                        tail.log_file.sync(start)
            except BaseException as error:
                # What went into the index is taken back with its transaction.
                if tail.log_file.size() > start and not tail.log_file.broken:
                    tail.log_file.take_back(start, error)
                self._view.reload()
                if isinstance(error, sqlite3.Error):
                    raise save_failed(OSError(f"index: {error}"), self.path) from error
                raise
            finally:
                self._gathering = False

    def write(
        self, documents: Mapping[RecordKey, Json | None], states: Mapping[RecordKey, bool | None] | None = None
    ) -> None:
        """Make records be as given; None deletes. Needs the lock. Raises SaveFailed, RuleBroken.

        ``states`` may hold what ``state`` answers for some of them, where the caller knows it.
        """
        operations: list[Operation] = []
        for key, after in documents.items():
            state = states[key] if states and key in states else self.state(key)
            if state is None:
                parts = difference(None, after)
            elif state:
                parts = difference(self.document(key), after)
            else:
                parts = {**difference(self.document(key, deleted_too=True), after), "gone": False} if after else {}
            if parts:
                operations.append(self.operation(key, parts))
        if self._pending is None and operations:
            self._append(operations)
        else:
            self.add(operations, documents)

    def add(self, operations: list[Operation], documents: Mapping[RecordKey, Json | None]) -> None:
        """Append operations that make records be as given; inside a change they are written when it ends.

        Needs the lock. Raises SaveFailed, RuleBroken.
        """
        if self._pending is None:
            if operations:
                self._append(operations)
            return
        self._pending.extend(operations)
        for key, document in documents.items():
            self._pending_documents[key] = None if document is None else dict(document)

    def operation(self, key: RecordKey, parts: Json) -> Operation:
        """A new operation of this author on a record."""
        operation: Any = {
            "op": new_id(), "clock": self._clock(key), "author": self.author, "device": self.device,
            "table": key[0], "record": key[1], **parts,
        }  # fmt: skip
        made: Operation = operation
        return made

    def _clock(self, key: RecordKey) -> int:
        """The reading for a new operation on a record: later than every one on it, however far ahead those are."""
        clock = self._tail.clock.tick()
        if self._tail.clock.ahead:
            pending = [operation for operation in self._pending or () if key_of(operation) == key]
            last = max((operation["clock"] for operation in (*self.operations(key), *pending)), default=0)
            clock = min(max(clock, last + 1), LATEST)
        return clock

    def _append(self, operations: list[Operation], label: str = "", undoes: str = "") -> None:
        lines = _lines_of_change(operations, label, undoes)
        tail = self._tail
        if not tail.seen.length:
            self._begin()
        seen = tail.seen
        tail.log_file.append(lines[0] if len(lines) == 1 else b"".join(lines), seen.length, sync=not self._gathering)
        for operation, line in zip(operations, lines, strict=True):
            tail.take(operation, (seen.length, len(line)))
            seen.last = seen.length
            seen.length += len(line)
        seen.last_sum = line[:8]
        if len(tail.placed) >= TAIL_LIMIT:
            self._index.flush()
        if self._view.listeners:
            self._view.announce({(operation["table"], operation["record"]) for operation in operations})

    def _begin(self) -> None:
        """Make the log, and an empty index bound to it."""
        tail = self._tail
        length = tail.log_file.begin()
        tail.seen = Checkpoint(tail.log_file.generation, length, 0, durable_io.read_at(tail.log_file.fd, 8, 0))
        self._index.begin()

    # Looking after the log -------------------------------------------------------------------------------------

    def mend(self) -> Mended:
        """Read the whole log again: set damaged bytes aside, cut off a torn end, and rebuild the index.

        Raises SaveFailed.
        """
        with self.guard:
            with self.locked():
                self._view.reload()
                # Whoever reads on with the lock held sets a torn end aside and cuts it off.
                self._view.catch_up(locked=True)
            self._index.rebuild(reading=True)
            return Mended(len(self._tail.damage), len(self._tail.cut))

    def replace_log(self, log: str, index: str, others: Mapping[str, str]) -> None:
        """Put another log, with its closed index, in place of this one; ``reload`` opens them.

        ``others`` are files that fit the new log: the path for each, and where it was written. Needs the lock.
        Raises OSError.
        """
        # Noted before the file is replaced: a program that looks in vain loses nothing, one that does not look would
        # write into the old file.
        self._tail.need_lock().note_replacement()
        durable_io.move(log, self.path)
        try:
            self._index.replace_file(index)
            for path, new in others.items():
                durable_io.put_in_place(new, path)
        except OSError:
            # They are on another disk than the log: all of them can be rebuilt.
            self._index.remove_file()


def _lines_of_change(operations: list[Operation], label: str, undoes: str) -> list[bytes]:
    """Mark operations as one change, and return their lines. Raises RuleBroken where they cannot be stored."""
    first = operations[0]
    if label:
        first["label"] = label
    if undoes:
        first["undoes"] = undoes
    if len(operations) > 1:
        for number, operation in enumerate(operations):
            operation["part"] = [number, len(operations)]
            if number:
                operation["change"] = first["op"]
    if not all(valid(cast("Json", operation)) for operation in operations):
        raise RuleBroken("This cannot be stored: a record needs an id and a table that are text.", "Give both as text.")
    try:
        lines = [encoded(operation) for operation in operations]
    except (TypeError, ValueError, RecursionError) as error:
        raise RuleBroken(f"This cannot be stored: {error}.", "Give text, numbers, lists or mappings.") from None
    if any(too_deep(line, operation) for line, operation in zip(lines, operations, strict=True)):
        raise RuleBroken("This cannot be stored: lists or mappings are nested too deeply.", "Give simpler values.")
    return lines


class _Locked:
    """Holding an event store's lock. A class of its own because a generator would cost a tenth of a save."""

    def __init__(self, event_store: EventStore) -> None:
        self._event_store = event_store

    def __enter__(self) -> None:
        event_store = self._event_store
        event_store.guard.acquire()
        locked = False
        try:
            tail = event_store._tail
            lock = tail.lock or tail.need_lock()
            if not lock.held and tail.replaced:
                # Opening another log afresh may take long: it is done before others are kept waiting.
                event_store._view.reload()
            lock.acquire()
            locked = True
            if event_store._pending is None:
                event_store._view.catch_up(locked=True)
        except BaseException:
            if locked:
                lock.release()
            event_store.guard.release()
            raise

    def __exit__(self, *_: object) -> None:
        event_store = self._event_store
        event_store._tail.need_lock().release()
        event_store.guard.release()
