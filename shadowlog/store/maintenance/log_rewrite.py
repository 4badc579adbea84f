"""Rewriting the log, compacted or with every operation transformed.

The new log is written beside the old one, with an index of its own. Other processes save meanwhile; they wait only
while the end that they added since is copied, and while the new log is put in place. A process killed at any moment
leaves the old log or the new one, whole.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import zlib
from collections.abc import Callable
from itertools import count
from typing import cast

from shadowlog.store.events.event_store import EventStore
from shadowlog.store.index import Index, Place
from shadowlog.store.index.copying import Rewritten, copy_index
from shadowlog.store.index.files import NAME as INDEX_NAME
from shadowlog.store.index.files import remove_index
from shadowlog.store.log import durable_io
from shadowlog.store.log.changes import changes_in, without_repeats
from shadowlog.store.log.checkpoint import Checkpoint
from shadowlog.store.log.errors import Damaged, LogHeld, save_failed
from shadowlog.store.log.housekeeping import beside, housekeeping, remove_all
from shadowlog.store.log.lines import LogLine, decoded, encoded
from shadowlog.store.log.log_file import LogFile
from shadowlog.store.log.operations import Operation, RecordKey, order
from shadowlog.store.log.salvage import Damage
from shadowlog.store.maintenance.concerned import ConcernedRecords
from shadowlog.store.maintenance.files_beside import copies_for
from shadowlog.store.maintenance.new_log import NewLog
from shadowlog.store.search import segment_writer
from shadowlog.store.suggest import learning

Transform = Callable[[Operation], Operation]
"""What becomes of an operation: a changed copy, or the very same one where it stays as it is."""

PATIENCE = 120.0
"""Seconds to wait for another process that does housekeeping."""

_TRIES = 5
"""How often to begin again because another program put another log in place."""

_SHORT = 50_000
"""Bytes added by others that may be copied while they wait."""

_ROUNDS = 20
"""How often to copy what others added meanwhile, before they are made to wait though it is more than ``_SHORT``."""

_PAGE = 1_000

_LINES = 20_000
"""Lines that are copied at a time."""


def rewrite(
    event_store: EventStore,
    transform: Transform | None = None,
    concerned: ConcernedRecords | None = None,
    patience: float = PATIENCE,
) -> None:
    """Rewrite the log, what others save meanwhile included. Not to be called with the lock held.

    Without ``transform`` it is compacted: each record's operations side by side, each once, and no damage between
    them; search index and model of tags stay, bound to the new log. With it, every operation becomes what
    ``transform`` gives; both are removed with the old log and rebuilt. Where only ``concerned`` records may change, the
    lines of all others are copied as they are, and both files lose only what no other record has.

    Waits ``patience`` seconds for another process that does housekeeping. Raises LogHeld, SaveFailed; the old log then
    stays, and it can be done again.
    """
    if not event_store.size():
        return
    path = event_store.path
    with housekeeping(event_store.folder, patience):
        try:
            for _ in range(_TRIES):
                attempt = LogRewrite(event_store, transform, concerned)
                if attempt.run():
                    break
            else:
                raise LogHeld(f"Another program keeps replacing {path}.", "End it, or wait for it; then try again.")
            if segment_writer.NAME in attempt.lost:
                segment_writer.write_index(event_store)
            if learning.NAME in attempt.lost:
                learning.write_model(event_store)
        except OSError as error:
            raise save_failed(error, path) from error


class LogRewrite:
    """One attempt at rewriting a log. Needs the housekeeping lock."""

    def __init__(
        self, event_store: EventStore, transform: Transform | None, concerned: ConcernedRecords | None
    ) -> None:
        self._event_store = event_store
        self._transform = transform
        self._concerned = concerned
        self.lost: set[str] = set()
        """The files beside the log that have to be written anew, by name."""
        self._rewritten: dict[RecordKey, Rewritten] = {}
        """The operations on records that may change, before and after."""
        self._operations: list[tuple[int, int, int, int]] = []
        """(offset, size, record number, clock) of what was copied, for the index."""
        with event_store.locked():
            # What stands before this checkpoint was acknowledged: nobody takes it back.
            checkpoint = event_store.checkpoint()
        assert checkpoint is not None
        self._checkpoint = checkpoint
        self._folder = beside(event_store.path)
        self._copied = 0
        """How far the old log was copied, in bytes."""

    def run(self) -> bool:
        """Write the new log and put it in place. False, with nothing changed, where another log was put in place."""
        self._source = LogFile(self._event_store.path)
        try:
            if self._source.generation != self._checkpoint.generation:
                return False
            os.mkdir(self._folder, durable_io.FOLDER_MODE)
            self._new = NewLog(os.path.join(self._folder, "shadowlog.log"), self._source.size())
            try:
                reached = self._copy_records() if self._transform is None else self._copy_lines()
                self._new.sync()
                self._index()
                return self._finish(self._bind(reached))
            finally:
                self._new.close()
        except Damaged:
            self._event_store.rebuild_index()
            return False
        finally:
            self._source.close()
            remove_all(self._folder)

    # Copying ---------------------------------------------------------------------------------------------------

    def _copy_lines(self) -> dict[str, Checkpoint]:
        """Copy every line in its place, transformed. Returns how far the files beside the log reach in the new one."""
        if self._concerned is not None:
            return self._copy_as_they_are(self._concerned.keys(self._source, self._checkpoint.length))
        self._copy_end(self._checkpoint.length)
        self.lost = {segment_writer.NAME, learning.NAME}
        return {}

    def _copy_as_they_are(self, concerned: set[RecordKey]) -> dict[str, Checkpoint]:
        """Copy every line in its place, transformed if it is on a ``concerned`` record, else byte for byte."""
        numbers = self._event_store.query(Index.numbers, sorted({record_id for _, record_id in concerned}))
        keys = {number: key for key, number in numbers.items() if key in concerned}
        waiting = sorted(self._checkpoints().items(), key=lambda item: item[1].length)
        reached = {}
        offset = 0
        while rows := self._event_store.query(Index.operations_after, offset, self._checkpoint.length, _LINES):
            start = rows[0][0]
            data = durable_io.read_at(self._source.fd, sum(rows[-1][:2]) - start, start)
            for offset, size, number, clock in rows:
                while waiting and waiting[0][1].length <= offset:
                    reached[waiting.pop(0)[0]] = self._new.checkpoint()
                line = data[offset - start : offset - start + size].rstrip(b"\r\n")
                if line[:9] != b"%08x " % zlib.crc32(line[9:]):
                    raise self._unfit(offset)
                line = self._rewritten_line(keys[number], offset, line) if number in keys else line + b"\n"
                self._operations.append((self._new.length, len(line), number, clock))
                self._new.add(line)
        reached.update((name, self._new.checkpoint()) for name, _ in waiting)
        self._copied = self._checkpoint.length
        return reached

    def _rewritten_line(self, key: RecordKey, offset: int, line: bytes) -> bytes:
        content = decoded(line)
        if content is None or (content.get("table"), content.get("record")) != key or self._transform is None:
            raise self._unfit(offset)
        operation = cast("Operation", content)
        changed = self._transform(operation)
        before, after = self._rewritten.setdefault(key, ([], []))
        before.append(operation)
        after.append(changed)
        return line + b"\n" if changed is operation else encoded(changed)

    @staticmethod
    def _unfit(offset: int) -> Damaged:
        return Damaged(f"The log does not match its index at byte {offset:,}.", "Run: shadowlog check --repair")

    def _copy_records(self) -> dict[str, Checkpoint]:
        """Copy every record, those last that changed since the files beside the log were made.

        Returns how far in the new log each of those files reaches, by name.
        """
        checkpoints = sorted(self._checkpoints().items(), key=lambda item: item[1].length)
        since = [set(self._event_store.changed_since(checkpoint.length)) for _, checkpoint in checkpoints]
        late = since[0] if since else set()
        after = 0
        while rows := self._event_store.query(Index.every, after, _PAGE):
            self._copy_some({number: (table, key) for number, table, key in rows if (table, key) not in late})
            after = rows[-1][0]
        reached = {}
        for place, (name, _) in enumerate(checkpoints):
            reached[name] = self._new.checkpoint()
            here = since[place] - (since[place + 1] if place + 1 < len(since) else set())
            numbers = self._event_store.query(Index.numbers, [record_id for _, record_id in here])
            by_number = sorted((number, key) for key, number in numbers.items() if key in here)
            self._copy_some(dict(by_number))
        return reached

    def _checkpoints(self) -> dict[str, Checkpoint]:
        """How far each file beside the log that fits it reaches, by name."""
        checkpoints = {}
        for module in (segment_writer, learning):
            checkpoint = module.checkpoint_of(self._event_store.folder)
            if checkpoint is not None and self._source.holds(checkpoint, self._checkpoint.length):
                checkpoints[module.NAME] = checkpoint
        return checkpoints

    def _copy_some(self, records: dict[int, RecordKey]) -> None:
        places = self._event_store.query(Index.places_of, list(records))
        for number, key in records.items():
            read = [self._read(key, place) for place in places[number] if place[0] < self._checkpoint.length]
            for operation in without_repeats(sorted(read, key=order)):
                self._new.add(encoded(operation))
        self._copied = self._checkpoint.length

    def _read(self, key: RecordKey, place: Place) -> Operation:
        line = self._source.line_at(*place)
        if line is None or (line.content.get("table"), line.content.get("record")) != key:
            raise self._unfit(place[0])
        return cast("Operation", line.content)

    def _copy_end(self, size: int) -> None:
        """Copy what was added up to ``size`` bytes of the old log, as far as its last change is whole."""
        for piece in changes_in(self._source, self._copied, size):
            if isinstance(piece, Damage):
                if piece.torn:
                    break
                continue
            for line in piece:
                if "op" in line.content:
                    self._new.add(self._transformed(line))
            self._copied = piece[-1].offset + piece[-1].size

    def _transformed(self, line: LogLine) -> bytes:
        """A line with its operation transformed; byte for byte as it is where that changes nothing."""
        operation = cast("Operation", line.content)
        changed = operation if self._transform is None else self._transform(operation)
        if changed is not operation:
            return encoded(changed)
        return durable_io.read_at(self._source.fd, line.size, line.offset).strip(b"\r\n") + b"\n"

    def _index(self) -> None:
        """Bring the index of the new log up to what was copied."""
        path = os.path.join(self._folder, INDEX_NAME)
        if self._operations and not os.path.exists(path) and not self._event_store.index_older:
            made = self._operations, self._rewritten, self._copied, self._new.checkpoint()
            copied = False
            with contextlib.suppress(sqlite3.Error, OSError):
                copied = self._event_store.query(copy_index, path, *made)
            if not copied:
                # It is built from the new log then.
                remove_index(path)
            self._operations = []
        EventStore(self._folder).close()

    # Putting in place ------------------------------------------------------------------------------------------

    def _bind(self, reached: dict[str, Checkpoint]) -> dict[str, str]:
        """Write copies of the files beside the old log that fit the new one. Returns the copy for each file's path."""
        copies = copies_for(self._event_store, reached, self._rewritten, self._folder)
        if self._transform is not None:
            self.lost |= reached.keys() - copies.keys()
        return {os.path.join(self._event_store.folder, name): new for name, new in copies.items()}

    def _finish(self, copies: dict[str, str]) -> bool:
        event_store = self._event_store
        if self._transform is not None:
            # Before others are made to wait: removing a large file takes its time. Where this is interrupted, none that
            # names somebody is left.
            for module in (segment_writer, learning):
                durable_io.remove(os.path.join(event_store.folder, module.NAME))
        for number in count(1):
            with event_store.others_waiting():
                size = self._source.look()
                if size < self._copied or not self._source.holds(self._checkpoint, size):
                    return False
                if size - self._copied <= _SHORT or number == _ROUNDS:
                    self._copy_end(size)
                    self._new.sync()
                    event_store.replace_log(self._new.path, os.path.join(self._folder, INDEX_NAME), copies)
                    break
            self._copy_end(size)
            self._new.sync()
            self._index()
        event_store.reload()
        return True
