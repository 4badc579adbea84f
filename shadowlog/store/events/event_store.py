"""The event store: records read from operations, and changes written as operations.

Safe to use from several threads and several processes at a time.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from shadowlog.domain.errors import RuleBroken
from shadowlog.domain.ids import new_id
from shadowlog.store.events.tail import TAIL_LIMIT, LogTail
from shadowlog.store.index import Index
from shadowlog.store.log import durable_io
from shadowlog.store.log.checkpoint import Checkpoint
from shadowlog.store.log.clock import LATEST
from shadowlog.store.log.difference import difference
from shadowlog.store.log.errors import Damaged, save_failed
from shadowlog.store.log.lines import encoded, too_deep, valid
from shadowlog.store.log.operations import Json, Operation, RecordKey, fold, order

P = ParamSpec("P")
T = TypeVar("T")


class EventStore:
    """The records of one workspace's ``data`` folder.

    ``author`` (a person's id) and ``device`` are written into every operation. Raises StoreError from any method
    where the disk does not do as it should.
    """

    def __init__(self, folder: str, author: str = "", device: str = "") -> None:
        self.author = author
        self.device = device
        self.log = LogTail(folder)
        self.guard = threading.RLock()
        self._pending: list[Operation] | None = None
        self._pending_documents: dict[RecordKey, Json | None] = {}
        self._locked = _Locked(self)
        self._gathering = False
        """Whether changes are written now and synced together later."""

    @property
    def folder(self) -> str:
        """The folder that holds the log."""
        return self.log.folder

    @property
    def read_only(self) -> str:
        """Why nothing can be saved now, or nothing."""
        return self.log.read_only

    def close(self) -> None:
        """Let go of the files. The event store cannot be used after."""
        with self.guard:
            self.log.close()

    def on_change(self, listener: Callable[[set[RecordKey]], None]) -> None:
        """Have ``listener`` called with the records that changed, here or in another process.

        It is called in the thread that saved or looked, holding the event store. An empty set: anything may have
        changed.
        """
        self.log.on_change.append(listener)

    def forget(self, listener: Callable[[set[RecordKey]], None]) -> None:
        """Have a listener called no more."""
        with self.guard:
            if listener in self.log.on_change:
                self.log.on_change.remove(listener)

    def refresh(self) -> bool:
        """See what other processes wrote since the last look. Says whether there was anything."""
        with self.guard:
            if self.log.lock is not None and self.log.lock.held:
                return False
            return self.log.catch_up(locked=False)

    def locked(self) -> _Locked:
        """A context in which no other process writes, and everything they wrote has been seen. Raises SaveFailed."""
        return self._locked

    # Reading ---------------------------------------------------------------------------------------------------

    def operations(self, key: RecordKey) -> list[Operation]:
        """Everything that was ever done to a record, in the order of its clocks."""
        with self.guard:
            return sorted(self._mending(lambda: self.log.read(key, self.log.places(key))), key=order)

    def _mending(self, read: Callable[[], T]) -> T:
        """What ``read`` returns, after looking afresh, or building the index anew, where it does not fit."""
        for mend in (self.log.reload, self.log.rebuild):
            try:
                return read()
            except (Damaged, sqlite3.DatabaseError):
                mend()
        return read()

    def document(self, key: RecordKey, *, dead_too: bool = False) -> Json | None:
        """A record's document, a fresh one at each call; None where there is none, or it is deleted."""
        with self.guard:
            if key in self._pending_documents:
                pending = self._pending_documents[key]
                return None if pending is None else dict(pending)
            return fold(self.operations(key), dead_too=dead_too)

    def state(self, key: RecordKey) -> bool | None:
        """True where a record is there, False where it is deleted, None where it never was."""
        with self.guard:
            if key in self._pending_documents:
                return self._pending_documents[key] is not None
            if key in self.log.tail:
                return self.document(key) is not None
            return self._mending(lambda: self.log.index.live(*key))

    def pending(self, table: str) -> dict[str, Json]:
        """Documents of a table that the change under way has written, and the index does not know yet, by id."""
        held = self._pending_documents.items()
        return {key: document for (name, key), document in held if name == table and document is not None}

    def index(self) -> Index:
        """The index, true to everything seen of the log so far."""
        with self.guard:
            self.log.flush()
            return self.log.index

    def query(self, ask: Callable[Concatenate[Index, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What a method of the index answers, the index being true to the log, and built anew if it is not sound."""
        with self.guard:
            return self._mending(lambda: ask(self.index(), *args, **kwargs))

    def documents(self, table: str, numbered: Sequence[tuple[int, str]]) -> list[tuple[str, Json]]:
        """(id, document) of many records, given by (number, id) as the index has them."""
        with self.guard:
            places = self.log.index.places_of([number for number, _ in numbered])
            found = []
            for number, record_id in numbered:
                try:
                    document = fold(self.log.read((table, record_id), places[number]))
                except Damaged:
                    document = self.document((table, record_id))
                if document is not None:
                    found.append((record_id, document))
            return found

    def documents_of(self, keys: Sequence[RecordKey]) -> list[tuple[RecordKey, Json]]:
        """Documents of records of any tables, in the order given; those that are gone are left out."""
        with self.guard:
            numbers = self.query(Index.numbers, [record_id for _, record_id in keys])
            places = self.log.index.places_of(list(numbers.values()))
            found = []
            for key in keys:
                try:
                    number = numbers.get(key)
                    document = self.document(key) if number is None else fold(self.log.read(key, places[number]))
                except Damaged:
                    document = self.document(key)
                if document is not None:
                    found.append((key, document))
            return found

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

        Only then they are saved: where this raises, none of them is. Others cannot save meanwhile, so it shall not take
        long. Raises SaveFailed.
        """
        with self.locked():
            log = self.log
            if not log.seen.length:
                self._begin()
            start = log.seen.length
            self._gathering = True
            try:
                with self.index().writing():
                    yield
                    if log.seen.length > start:
                        log.log_file.sync(start)
            except BaseException as error:
                # What the index was told is taken back with the transaction.
                if log.log_file.size() > start and not log.log_file.broken:
                    log.log_file.take_back(start, error)
                log.reload()
                if isinstance(error, sqlite3.Error):
                    raise save_failed(OSError(f"index: {error}"), log.log_file.path) from error
                raise
            finally:
                self._gathering = False

    def write(
        self, documents: Mapping[RecordKey, Json | None], states: Mapping[RecordKey, bool | None] | None = None
    ) -> None:
        """Make records be as given; None deletes. Needs the lock. Raises SaveFailed, RuleBroken.

        ``states`` may say what ``state`` answered for some of them, where that is known already.
        """
        operations: list[Operation] = []
        for key, after in documents.items():
            state = states[key] if states and key in states else self.state(key)
            if state is None:
                parts = difference(None, after)
            elif state:
                parts = difference(self.document(key), after)
            else:
                parts = {**difference(self.document(key, dead_too=True), after), "gone": False} if after else {}
            if parts:
                operations.append(self.operation(key, parts))
        if self._pending is None and operations:
            self._append(operations)
        else:
            self.add(operations, documents)

    def add(self, operations: list[Operation], documents: Mapping[RecordKey, Json | None]) -> None:
        """Append operations that make records be as given, or hold them back until their change ends.

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
        """The reading for a new operation on a record, later than every one on it, however far ahead those are."""
        clock = self.log.clock.tick()
        if self.log.clock.ahead:
            pending = [held for held in self._pending or () if (held["table"], held["record"]) == key]
            last = max((held["clock"] for held in (*self.operations(key), *pending)), default=0)
            clock = min(max(clock, last + 1), LATEST)
        return clock

    def _append(self, operations: list[Operation], label: str = "", undoes: str = "") -> None:
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
            raise RuleBroken("This cannot be stored: a record needs an id and a table that are text.")
        try:
            lines = [encoded(operation) for operation in operations]
        except (TypeError, ValueError, RecursionError) as error:
            raise RuleBroken(f"This cannot be stored: {error}.", "Give text, numbers, lists or mappings.") from None
        if any(too_deep(line, operation) for line, operation in zip(lines, operations, strict=True)):
            raise RuleBroken("This cannot be stored: lists or mappings are nested too deeply.", "Give plainer values.")
        log = self.log
        if not log.seen.length:
            self._begin()
        seen = log.seen
        log.log_file.append(lines[0] if len(lines) == 1 else b"".join(lines), seen.length, sync=not self._gathering)
        for operation, line in zip(operations, lines, strict=True):
            log.take(operation, (seen.length, len(line)))
            seen.last = seen.length
            seen.length += len(line)
        seen.last_sum = line[:8]
        if len(log.placed) >= TAIL_LIMIT:
            log.flush()
        if log.on_change:
            log.announce({(operation["table"], operation["record"]) for operation in operations})

    def _begin(self) -> None:
        """Make the log, and an empty index bound to it."""
        log = self.log
        length = log.log_file.begin()
        log.seen = Checkpoint(log.log_file.generation, length, 0, durable_io.read_at(log.log_file.fd, 8, 0))
        with contextlib.suppress(sqlite3.Error, OSError), log.index.writing():
            log.index.clear()
            log.index.set_checkpoint(log.seen)


class _Locked:
    """Holding an event store's lock. A class of its own because a generator would cost a tenth of a save."""

    def __init__(self, event_store: EventStore) -> None:
        self._event_store = event_store

    def __enter__(self) -> None:
        event_store = self._event_store
        event_store.guard.acquire()
        held = False
        try:
            lock = event_store.log.lock or event_store.log.need_lock()
            if not lock.held and event_store.log.replaced:
                # Looking at another log afresh may take long: before others are kept waiting.
                event_store.log.reload()
            lock.acquire()
            held = True
            if event_store._pending is None:
                event_store.log.catch_up(locked=True)
        except BaseException:
            if held:
                lock.release()
            event_store.guard.release()
            raise

    def __exit__(self, *_: object) -> None:
        event_store = self._event_store
        event_store.log.need_lock().release()
        event_store.guard.release()
