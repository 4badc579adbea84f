"""Reading the event store: records and their history, from the log and the index, whoever wrote them."""

from __future__ import annotations

import sqlite3
from _thread import RLock  # threading's own, without its other parts, which a quick capture would only load
from collections.abc import Callable, Iterator, Sequence
from typing import Concatenate, ParamSpec, TypeVar, cast

from shadowlog.domain.ids import tail
from shadowlog.store.events.log_view import Listener, LogView
from shadowlog.store.index import Index
from shadowlog.store.log.checkpoint import Checkpoint
from shadowlog.store.log.errors import Damaged
from shadowlog.store.log.operations import Json, Operation, RecordKey, fold, order

P = ParamSpec("P")
T = TypeVar("T")

_PAGE = 200
_MANY = 1_000
_FEW = 20


class EventReader:
    """The records in one workspace's ``data`` folder. Log, lock and index are its own affair.

    Raises StoreError from any method where the disk does not do as it should.
    """

    def __init__(self, folder: str, *, older_index: bool = False) -> None:
        """``older_index``: an index that was made when other records were declared serves as it is, so that nobody
        waits for a new one; see ``index_older``.
        """
        self.folder = folder
        """The folder that holds the log."""
        self.guard = RLock()
        """Held by a thread that reads several things that have to fit together."""
        self._view = LogView(folder, older_index=older_index)
        self._tail = self._view.tail
        self._index = self._view.index
        self._pending_documents: dict[RecordKey, Json | None] = {}
        """Records as the change under way makes them, None for deleted ones."""

    def close(self) -> None:
        """Close the files. It cannot be used after."""
        with self.guard:
            self._view.close()

    # The log as a whole ----------------------------------------------------------------------------------------

    @property
    def path(self) -> str:
        """The log file, links followed; there may be none yet."""
        return self._tail.log_file.path

    @property
    def generation(self) -> str:
        """The id the log got when it was last rewritten; empty where there is no log."""
        return self._tail.log_file.generation

    @property
    def compacted_size(self) -> int:
        """Bytes the log had when it was last compacted, 0 where it never was."""
        return self._tail.log_file.compacted_size

    @property
    def damaged(self) -> bool:
        """Whether damage was found in the log."""
        return bool(self._tail.damage)

    @property
    def read_only(self) -> str:
        """Why nothing can be saved now; empty where it can."""
        return self._tail.read_only

    @property
    def index_older(self) -> bool:
        """Whether the index was made when other records were declared, and should be rebuilt."""
        return self._index.index.older

    def size(self) -> int:
        """Bytes in the log, 0 where there is none."""
        return self._tail.log_file.size()

    @property
    def read_length(self) -> int:
        """Bytes of the log that were read so far."""
        return self._tail.seen.length

    def on_change(self, listener: Listener) -> None:
        """Have ``listener`` called with the records that change, here or in another process.

        It is called in the thread that saved or looked, with the guard held. An empty set: anything may have changed.
        """
        self._view.listeners.append(listener)

    def remove_listener(self, listener: Listener) -> None:
        """Have a listener called no more."""
        with self.guard:
            if listener in self._view.listeners:
                self._view.listeners.remove(listener)

    def refresh(self) -> bool:
        """Read what other processes wrote since the last look. Says whether there was anything."""
        with self.guard:
            if self._tail.lock is not None and self._tail.lock.held:
                return False
            return self._view.catch_up(locked=False)

    def reload(self) -> None:
        """Open log and index afresh, as after another log was put in place."""
        with self.guard:
            self._view.reload()

    def flush(self) -> None:
        """Bring the index up to what was read of the log."""
        with self.guard:
            self._index.flush()

    def rebuild_index(self) -> None:
        """Rebuild the index from the log alone."""
        with self.guard:
            self._index.rebuild()

    def checkpoint(self) -> Checkpoint | None:
        """How far in the log the index reaches, after a flush; None where there is no log yet."""
        with self.guard:
            self._index.flush()
            return self._index.index.checkpoint()

    def holds(self, checkpoint: Checkpoint) -> bool:
        """Whether the log is, up to a checkpoint, still what it was when the checkpoint was taken."""
        with self.guard:
            self._index.flush()
            return self._tail.log_file.holds(checkpoint, self._tail.seen.length)

    def changed_since(self, length: int, limit: int = -1) -> list[RecordKey]:
        """The records, deleted ones too, with an operation behind the first ``length`` bytes of the log.

        With a ``limit`` so many at the most.
        """
        return [(table, record_id) for table, record_id, _ in self.query(Index.since, length, limit)]

    def states(self, *tables: str) -> dict[RecordKey, bool]:
        """Whether each record, of some tables or of all, is there (True) or deleted (False)."""
        return self.query(Index.states, *tables)

    # Records ---------------------------------------------------------------------------------------------------

    def query(self, ask: Callable[Concatenate[Index, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What a method of the index answers. It is brought up to the log before, and rebuilt if it is not sound."""
        with self.guard:
            return self._mending(lambda: ask(self._flushed(), *args, **kwargs))

    def _flushed(self) -> Index:
        """The index, true to everything read of the log so far."""
        self._index.flush()
        return self._index.index

    def _mending(self, read: Callable[[], T]) -> T:
        """What ``read`` returns. Where the index does not fit, once more after a reload, and after a rebuild."""
        for mend in (self._view.reload, self._index.rebuild):
            try:
                return read()
            except (Damaged, sqlite3.DatabaseError):
                mend()
        return read()

    def operations(self, key: RecordKey) -> list[Operation]:
        """Every operation on a record, in the order of their clocks."""
        with self.guard:
            return sorted(self._mending(lambda: self._tail.read(key, self._index.places(key))), key=order)

    def latest_operations(self) -> Iterator[Operation]:
        """Every operation in the log, latest clock first."""
        before = None
        while rows := self.query(Index.latest_operations, before, _PAGE):
            for _, *place in rows:
                line = self._tail.log_file.line_at(*place)
                if line is not None:
                    yield cast("Operation", line.content)
            before = rows[-1][:2]

    def document(self, key: RecordKey, *, deleted_too: bool = False) -> Json | None:
        """A record's document, a fresh one at each call; None where there is none, or it is deleted."""
        with self.guard:
            if key in self._pending_documents:
                pending = self._pending_documents[key]
                return None if pending is None else dict(pending)
            return fold(self.operations(key), deleted_too=deleted_too)

    def state(self, key: RecordKey) -> bool | None:
        """True where a record is there, False where it is deleted, None where it never was."""
        with self.guard:
            if key in self._pending_documents:
                return self._pending_documents[key] is not None
            if key in self._tail:
                return self.document(key) is not None
            return self._mending(lambda: self._index.index.live(*key))

    def ever_with_short_id(self, start: str) -> set[RecordKey]:
        """Records, deleted ones too, whose short id begins so; of those in the index nine at the most.

        The index need not be brought up to a few operations for it: a quick capture asks for nothing else of it.
        """
        with self.guard:
            if len(self._tail.placed) > _FEW:
                self._index.flush()
            known = self._mending(lambda: self._index.index.by_tail(start, deleted_too=True))
            return {*known, *(key for key in self._tail.changed() if tail(key[1]).startswith(start))}

    def pending(self, table: str) -> dict[str, Json]:
        """Documents of a table, by id, that the change under way has written and the index does not know yet."""
        items = self._pending_documents.items()
        return {key: document for (name, key), document in items if name == table and document is not None}

    def documents(self, table: str, numbered: Sequence[tuple[int, str]]) -> list[tuple[str, Json]]:
        """(id, document) of many records, given by (number, id) as the index has them."""
        with self.guard:
            places = self._index.index.places_of([number for number, _ in numbered])
            documents = []
            for number, record_id in numbered:
                try:
                    document = fold(self._tail.read((table, record_id), places[number]))
                except Damaged:
                    document = self.document((table, record_id))
                if document is not None:
                    documents.append((record_id, document))
            return documents

    def every_document(self, table: str) -> Iterator[tuple[str, Json]]:
        """(id, document) of every record of a table, in the order they were first seen, read in pages."""
        after = 0
        while page := self.query(Index.page, table, after, _MANY):
            yield from self.documents(table, page)
            after = page[-1][0]

    def documents_of(self, keys: Sequence[RecordKey]) -> list[tuple[RecordKey, Json]]:
        """Documents of records of any tables, in the order given; deleted ones are left out."""
        with self.guard:
            numbers = self.query(Index.numbers, [record_id for _, record_id in keys])
            places = self._index.index.places_of(list(numbers.values()))
            documents = []
            for key in keys:
                try:
                    number = numbers.get(key)
                    document = self.document(key) if number is None else fold(self._tail.read(key, places[number]))
                except Damaged:
                    document = self.document(key)
                if document is not None:
                    documents.append((key, document))
            return documents
