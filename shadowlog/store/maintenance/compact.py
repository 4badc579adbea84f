"""Writing the log anew: packing it, and rewriting every operation in it.

The new log is written beside the old one, with an index of its own. Others save meanwhile; their lock is held only for
the end that they added since, and for putting the new log in place. Whoever is killed at it leaves the old log or the
new one, whole.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from itertools import count
from typing import cast

from shadowlog.domain.ids import new_id
from shadowlog.store.events import index_rebuild
from shadowlog.store.events.event_store import EventStore
from shadowlog.store.events.tail import LogTail
from shadowlog.store.index import Index, Place
from shadowlog.store.log import durable_io
from shadowlog.store.log.changes import changes_in
from shadowlog.store.log.checkpoint import Checkpoint
from shadowlog.store.log.errors import Damaged, LogHeld, save_failed
from shadowlog.store.log.housekeeping import beside, housekeeping, remove_all
from shadowlog.store.log.lines import LogLine, encoded
from shadowlog.store.log.log_file import LogFile, header
from shadowlog.store.log.operations import Operation, RecordKey, order
from shadowlog.store.log.salvage import Damage
from shadowlog.store.search import segment_writer
from shadowlog.store.suggest import learning

PACK_FROM = 4_000_000
"""Bytes below which a log is not worth packing by itself."""

Change = Callable[[Operation], Operation]
"""What becomes of an operation: a changed copy, or the very same where it stays as it is."""

_PATIENCE = 120.0
"""Seconds to wait for another process that is at something of the kind."""

_TRIES = 5
"""How often to begin again because another program put another log in place."""

_SHORT = 50_000
"""Bytes added by others that may be copied while they are kept waiting."""

_TURNS = 20
"""How often to copy what was added meanwhile, before those who add it faster than it is copied are kept waiting."""

_CHUNK = 1 << 20
_PAGE = 1_000


def worth_packing(event_store: EventStore) -> bool:
    """Whether the log has grown to more than twice of what it was when it was packed, mostly by edits."""
    size = event_store.log.log_file.size()
    if size < PACK_FROM or size < 2 * event_store.log.log_file.packed:
        return False
    operations, records = event_store.query(Index.totals)
    return operations > 1.5 * records


def pack(event_store: EventStore, patience: float = _PATIENCE) -> None:
    """Rewrite the log with each record's operations side by side, each once, and nothing damaged in between.

    The search index and what was learned from tags stay what they are, bound to the new log. Another process that is at
    it is waited for ``patience`` seconds. Not to be called holding the lock. Raises LogHeld, SaveFailed; the old log
    then stays.
    """
    _write_anew(event_store, None, patience)


def write_anew(event_store: EventStore, change: Change) -> None:
    """Rewrite the log with every operation as ``change`` gives it, those included that others save meanwhile.

    The search index and what was learned from tags are removed with the old log, and made anew from the new one. Raises
    SaveFailed; it can then be done again. Not to be called holding the lock, or others wait all the while.
    """
    _write_anew(event_store, change, _PATIENCE)


def _write_anew(event_store: EventStore, change: Change | None, patience: float) -> None:
    if event_store.log.log_file.fd < 0:
        return
    path = event_store.log.log_file.path
    with housekeeping(event_store.folder, patience):
        try:
            for _ in range(_TRIES):
                if _Rewriting(event_store, change).done():
                    break
            else:
                raise LogHeld(f"Another program keeps replacing {path}.", "End it, or wait for it; then try again.")
            if change is not None:
                segment_writer.write_index(event_store)
                learning.write_model(event_store)
        except OSError as error:
            raise save_failed(error, path) from error


def lines_of(event_store: EventStore, key: RecordKey) -> Iterator[Operation]:
    """The operations on a record, each once, as they are written into a log of their own."""
    yield from _tidied(event_store.operations(key))


def _tidied(operations: list[Operation]) -> Iterator[Operation]:
    seen: set[str] = set()
    for operation in operations:
        if operation["op"] not in seen:
            seen.add(operation["op"])
            # Lines of one change no longer stand together, so none of them says how many there should be.
            operation.pop("part", None)
            yield operation


class _Rewriting:
    """One attempt at writing a log anew. Needs the turn of housekeeping."""

    def __init__(self, event_store: EventStore, change: Change | None) -> None:
        self._event_store = event_store
        self._change = change
        log = event_store.log
        with event_store.locked():
            # What stands before this checkpoint was acknowledged: nobody takes it back.
            checkpoint = event_store.index().checkpoint()
        assert checkpoint is not None
        self._checkpoint = checkpoint
        self._target = os.path.realpath(log.log_file.path)
        self._folder = beside(log.log_file.path)
        self._copied = 0
        """How far the old log was copied."""

    def done(self) -> bool:
        """Do it. False where meanwhile another log was put in place; then nothing was changed."""
        self._source = LogFile(self._event_store.log.log_file.path)
        try:
            if self._source.generation != self._checkpoint.generation:
                return False
            os.mkdir(self._folder, durable_io.FOLDER_MODE)
            self._copy = _Copy(os.path.join(self._folder, "shadowlog.log"), self._source.size())
            try:
                bound = self._copy_records() if self._change is None else self._copy_lines()
                self._copy.sync()
                self._index()
                kept = self._bind(bound)
                return self._finish(kept)
            finally:
                self._copy.close()
        except Damaged:
            with self._event_store.guard:
                self._event_store.log.rebuild()
            return False
        finally:
            self._source.close()
            remove_all(self._folder)

    # Copying ---------------------------------------------------------------------------------------------------

    def _copy_lines(self) -> dict[str, Checkpoint]:
        """Copy every line in its place, changed where ``change`` changes it. Nothing that lies beside it fits then."""
        self._copy_end(self._checkpoint.length)
        return {}

    def _copy_records(self) -> dict[str, Checkpoint]:
        """Copy every record, those last that changed since what lies beside the log was made.

        Returned is, by name, how far in the new log each of those files is true.
        """
        checkpoints = sorted(self._replacements().items(), key=lambda held: held[1].length)
        since = [
            {(table, key) for table, key, _ in self._event_store.query(Index.since, checkpoint.length)}
            for _, checkpoint in checkpoints
        ]
        late = since[0] if since else set()
        after = 0
        while rows := self._event_store.query(Index.every, after, _PAGE):
            self._copy_some({number: (table, key) for number, table, key in rows if (table, key) not in late})
            after = rows[-1][0]
        bound = {}
        for place, (name, _) in enumerate(checkpoints):
            bound[name] = self._copy.checkpoint()
            here = since[place] - (since[place + 1] if place + 1 < len(since) else set())
            numbers = self._event_store.query(Index.numbers, [key for _, key in here])
            self._copy_some({number: key for key, number in sorted(numbers.items(), key=_second) if key in here})
        return bound

    def _replacements(self) -> dict[str, Checkpoint]:
        """How far each file is true that lies beside the log and fits it."""
        found = {}
        for name, checkpoint_of in (
            (segment_writer.NAME, segment_writer.checkpoint_of),
            (learning.NAME, learning.checkpoint_of),
        ):
            checkpoint = checkpoint_of(self._event_store.folder)
            if checkpoint is not None and self._source.holds(checkpoint, self._checkpoint.length):
                found[name] = checkpoint
        return found

    def _copy_some(self, records: dict[int, RecordKey]) -> None:
        places = self._event_store.query(Index.places_of, list(records))
        for number, key in records.items():
            read = [self._read(key, place) for place in places[number] if place[0] < self._checkpoint.length]
            for operation in _tidied(sorted(read, key=order)):
                self._copy.add(encoded(operation))
        self._copied = self._checkpoint.length

    def _read(self, key: RecordKey, place: Place) -> Operation:
        line = self._source.line_at(*place)
        if line is None or (line.content.get("table"), line.content.get("record")) != key:
            raise Damaged(f"The log does not match its index at byte {place[0]:,}.", "Run: shadowlog check --repair")
        return cast("Operation", line.content)

    def _copy_end(self, size: int) -> None:
        """Copy what was added up to a size of the old log, as far as its last change is whole."""
        for found in changes_in(self._source, self._copied, size):
            if isinstance(found, Damage):
                if found.torn:
                    break
                continue
            for line in found:
                if "op" in line.content:
                    self._copy.add(self._changed(line))
            self._copied = found[-1].offset + found[-1].size

    def _changed(self, line: LogLine) -> bytes:
        """A line as ``change`` gives it; where that leaves it alone, byte for byte as it is."""
        operation = cast("Operation", line.content)
        changed = operation if self._change is None else self._change(operation)
        if changed is not operation:
            return encoded(changed)
        return durable_io.read_at(self._source.fd, line.size, line.offset).strip(b"\r\n") + b"\n"

    def _index(self) -> None:
        """Bring the index of the new log up to what was copied: whoever opens that log shall have little to read."""
        LogTail(self._folder).close()

    # Putting in place ------------------------------------------------------------------------------------------

    def _bind(self, bound: dict[str, Checkpoint]) -> dict[str, str]:
        """Write what lies beside the old log so that it fits the new one: where it shall lie, and where it does."""
        kept = {}
        for name, bind in ((segment_writer.NAME, segment_writer.bind), (learning.NAME, learning.bind)):
            if name in bound:
                new = os.path.join(self._folder, name)
                with contextlib.suppress(OSError):
                    bind(self._event_store.folder, bound[name], new)
                    kept[os.path.join(self._event_store.folder, name)] = new
        return kept

    def _finish(self, kept: dict[str, str]) -> bool:
        event_store = self._event_store
        lock = event_store.log.need_lock()
        if self._change is not None:
            # Before others are kept waiting: removing a large file takes its time.
            for name in (segment_writer.NAME, learning.NAME):
                durable_io.remove(os.path.join(event_store.folder, name))
        for turn in count(1):
            with event_store.guard, lock:
                size = self._source.look()
                if size < self._copied or not self._source.holds(self._checkpoint, size):
                    return False
                if size - self._copied <= _SHORT or turn == _TURNS:
                    self._copy_end(size)
                    self._copy.sync()
                    self._put_in_place(kept)
                    break
            self._copy_end(size)
            self._copy.sync()
            self._index()
        with event_store.guard:
            event_store.log.reload()
        return True

    def _put_in_place(self, kept: dict[str, str]) -> None:
        """Needs the lock."""
        log = self._event_store.log
        assert log.lock is not None
        # Before the file is replaced: a program that looks once too often loses nothing, one that does not look would
        # write into the old file.
        log.lock.note_replacement()
        durable_io.move(self._copy.path, self._target)
        try:
            log.close_index()
            index_rebuild.put_in_place(os.path.join(self._folder, "shadowlog.index"), log.index_path)
            for path, new in kept.items():
                durable_io.put_in_place(new, path)
        except OSError:
            # They lie on another disk than the log: all of it can be made anew.
            log.throw_index_away()


def _second(held: tuple[RecordKey, int]) -> int:
    return held[1]


class _Copy:
    """A log that is being written."""

    def __init__(self, path: str, packed: int) -> None:
        self.path = path
        self.generation = new_id()
        self._fd = os.open(path, durable_io.NEW, durable_io.FILE_MODE)
        self._held: list[bytes] = []
        self._bytes = 0
        self._length = self._last = 0
        self._sum = b""
        self.add(header(self.generation, packed=packed))

    def add(self, line: bytes) -> None:
        """Add a line. Raises OSError."""
        self._last, self._sum = self._length, line[:8]
        self._length += len(line)
        self._held.append(line)
        self._bytes += len(line)
        if self._bytes >= _CHUNK:
            self._write()

    def checkpoint(self) -> Checkpoint:
        """Where it ends now."""
        return Checkpoint(self.generation, self._length, self._last, self._sum)

    def _write(self) -> None:
        durable_io.write_all(self._fd, b"".join(self._held))
        self._held.clear()
        self._bytes = 0

    def sync(self) -> None:
        """Make what was added survive a power cut. Raises OSError."""
        self._write()
        durable_io.sync(self._fd)

    def close(self) -> None:
        """Close the file."""
        os.close(self._fd)
