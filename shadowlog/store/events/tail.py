"""Following the log: what stands in it, whoever wrote it, and the index kept true to it.

The tail of the log that the index does not reach yet is held in memory. It goes into the index some hundred
operations at a time, so that a save costs one append and one sync.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from typing import cast

from shadowlog.store.events.index_rebuild import build_beside, opened, remove_index
from shadowlog.store.index import Index, Place
from shadowlog.store.index.writer import Placed, put_down
from shadowlog.store.log import durable_io
from shadowlog.store.log.changes import change_of as change_of
from shadowlog.store.log.changes import changes_in, set_aside
from shadowlog.store.log.checkpoint import Checkpoint
from shadowlog.store.log.clock import Clock
from shadowlog.store.log.errors import Damaged, ReadOnly, SaveFailed, save_failed
from shadowlog.store.log.file_lock import FileLock
from shadowlog.store.log.lines import LogLine
from shadowlog.store.log.log_file import LogFile
from shadowlog.store.log.operations import Operation, RecordKey
from shadowlog.store.log.salvage import Damage

TAIL_LIMIT = 512
"""Operations held in memory before they go into the index."""

_BATCH = 20_000

_PATIENCE = 0.1
"""Seconds that reading waits for the lock, to put into the index what it has read; it goes on without, in memory."""


class LogTail:
    """One process's view of the log in ``folder``, and the lock on it. Not for several threads at a time.

    Raises StoreError from any method where the disk does not do as it should.
    """

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.clock = Clock()
        self.damage: list[Damage] = []
        """Damaged places found so far. Their bytes are set aside in ``damaged/``."""
        self.cut: list[Damage] = []
        """Torn ends that were cut off, after they were set aside in ``damaged/``."""
        self.on_change: list[Callable[[set[RecordKey]], None]] = []
        """Called with the records that changed; an empty set says that anything may have."""
        self.tail: dict[RecordKey, list[Place]] = {}
        self.seen = Checkpoint()
        self.lock: FileLock | None = None
        self.placed: list[Placed] = []
        """The operations of the tail, in the order of the log."""
        self._replacements = 0
        """What the lock's marks were when the log was opened."""
        self._unsure = False
        """Whether some of what was seen was read without the lock: its writer may have taken it back since."""
        self._index: Index | None = None
        self._in_memory = False
        self.index_path = os.path.join(folder, "shadowlog.index")
        log = os.path.join(folder, "shadowlog.log")
        try:
            durable_io.make_folder(folder)
            self.lock = FileLock(os.path.join(folder, "shadowlog.lock"))
        except OSError as error:
            self._no_lock = save_failed(error, log)
        try:
            self.log_file = LogFile(log)
        except OSError as error:
            raise save_failed(error, log) from error
        self._load()

    @property
    def read_only(self) -> str:
        """Why nothing can be saved now, or nothing."""
        return self._no_lock.message if self.lock is None else self.log_file.broken

    def close(self) -> None:
        """Bring the index up to the log, if it is much behind, and let go of the files."""
        if len(self.placed) >= TAIL_LIMIT // 8 and not self._in_memory:
            with contextlib.suppress(SaveFailed, sqlite3.Error), self._free_lock():
                self._index_tail()
        self.close_index()
        self.log_file.close()
        if self.lock is not None:
            self.lock.close()
            self.lock = None

    def need_lock(self) -> FileLock:
        """The lock. Raises ReadOnly where the folder cannot be written, so that there is none."""
        if self.lock is None:
            raise ReadOnly(self._no_lock.message, self._no_lock.way_out)
        return self.lock

    @contextlib.contextmanager
    def _free_lock(self) -> Iterator[None]:
        """The lock, where nobody holds it: reading never waits for who writes. Raises LogHeld, ReadOnly."""
        lock = self.need_lock()
        lock.acquire(_PATIENCE)
        try:
            yield
        finally:
            lock.release()

    # Catching up with the log ----------------------------------------------------------------------------------

    def _load(self) -> None:
        """Start from the index if it fits the log, else build it anew; then read the tail."""
        self._replacements = self.lock.replacements if self.lock is not None else 0
        self._forget_tail()
        self.seen = Checkpoint(self.log_file.generation)
        size = self.log_file.size()
        if self.fits() or (size and self._fits_with_lock()):
            self._read_tail(self.log_file.size(), locked=False)
        elif size or self._index_is_ahead():
            self.rebuild()
        # Whoever saves first with the lock held looks once whether the log ends as it should.
        self._unsure = True

    def _index_is_ahead(self) -> bool:
        """Whether the index knows of a log where there is none: the log was removed, or emptied."""
        with contextlib.suppress(sqlite3.Error, OSError):
            checkpoint = self.index.checkpoint()
            return checkpoint is not None and checkpoint.length > 0
        return False

    def _fits_with_lock(self) -> bool:
        """Whether log and index fit once nobody is about to put both in place, one after the other."""
        with contextlib.suppress(SaveFailed), self._free_lock():
            self._replacements = self.need_lock().replacements
            self.log_file.open()
            self.seen = Checkpoint(self.log_file.generation)
            self.close_index()
            return self.fits()
        return False

    def _forget_tail(self) -> None:
        self.tail.clear()
        self.placed.clear()

    def reload(self) -> None:
        """Look at everything afresh: the file at the path now, and its index."""
        self.log_file.open()
        if not self._in_memory:
            # The index may have been put in place anew, with the log or alone.
            self.close_index()
        self._load()
        self.announce(set())

    @property
    def replaced(self) -> bool:
        """Whether another file lies where the log is than was opened."""
        return self.log_file.look() < 0

    def catch_up(self, *, locked: bool) -> bool:
        """See what was written since the last look, and say whether there was anything.

        With the lock held, an end torn by an interrupted save is mended as well. Raises SaveFailed.
        """
        if locked and not self._unsure and self.log_file.fd >= 0:
            # The short way of a save: two seeks tell whether anybody wrote, or put another log in its place.
            assert self.lock is not None
            if self.log_file.end() == self.seen.length and self.lock.replacements == self._replacements:
                return False
        size = self.log_file.look()
        if size == self.seen.length and not (locked and self._unsure):
            return False
        if locked and self._unsure and self.log_file.holds(self.seen, size):
            self._unsure = False
        if size < 0 or not self.log_file.holds(self.seen, size):
            self.reload()
            # What was saved while the index was built, if it was.
            size = self.log_file.size()
            if size > self.seen.length:
                self._read_tail(size, locked=locked)
            return True
        return self._read_tail(size, locked=locked)

    def _read_tail(self, size: int, *, locked: bool) -> bool:
        touched: set[RecordKey] = set()
        torn = None
        for found in changes_in(self.log_file, self.seen.length, size):
            if isinstance(found, Damage):
                if found.torn:
                    torn = found
                    break
                self._step_over(found)
                continue
            for line in found:
                if "op" in line.content:
                    operation = cast("Operation", line.content)
                    self.clock.see(operation["clock"])
                    touched.add(self.take(operation, (line.offset, line.size)))
            self._see(found[-1])
        if locked and not self.log_file.broken:
            self._mend_end(torn)
        self._unsure = self._unsure or not locked
        if touched:
            if locked and len(self.placed) >= TAIL_LIMIT:
                self.flush()
            self.announce(touched)
        return bool(touched)

    def _mend_end(self, torn: Damage | None) -> None:
        """Set aside and cut off what an interrupted append left, and end the last line where it lacks its end."""
        if torn is not None:
            try:
                set_aside(self.log_file, self.folder, torn)
            except OSError as error:
                raise save_failed(error, self.log_file.path) from error
            self.log_file.cut(torn.offset)
            self.cut.append(torn)
        if not self.log_file.ended(self.seen.length):
            self.log_file.append(b"\n", self.seen.length)
            self.seen.length += 1

    def take(self, operation: Operation, place: Place) -> RecordKey:
        """Take an operation into the tail."""
        key = operation["table"], operation["record"]
        places = self.tail.get(key)
        if places is None:
            self.tail[key] = [place]
        else:
            places.append(place)
        self.placed.append((operation, place))
        return key

    def _see(self, line: LogLine) -> None:
        """Take note that everything up to a line, and with it, was seen."""
        end = line.offset + line.size
        if line.content:
            first = durable_io.read_at(self.log_file.fd, 8, line.offset)
            self.seen = Checkpoint(self.log_file.generation, end, line.offset, first)
        else:
            self.seen = Checkpoint(self.log_file.generation, end, self.seen.last, self.seen.last_sum)

    def _step_over(self, piece: Damage) -> None:
        """Take note of damage that has something behind it, and keep its bytes in a file of their own as well."""
        self.damage.append(piece)
        with contextlib.suppress(OSError):
            set_aside(self.log_file, self.folder, piece)
        end = piece.offset + len(piece.content)
        self.seen = Checkpoint(self.log_file.generation, end, self.seen.last, self.seen.last_sum)

    def announce(self, touched: set[RecordKey]) -> None:
        """Tell the listeners what changed."""
        for listener in self.on_change:
            listener(touched)

    # Keeping the index -----------------------------------------------------------------------------------------

    @property
    def index(self) -> Index:
        """The index, as far as it goes: ``flush`` first where the tail counts as well."""
        if self._index is None:
            self._in_memory = False
            self._index = opened(self.index_path)
        return self._index

    def flush(self) -> None:
        """Bring the index up to what was seen of the log. Where it cannot be written, a copy in memory serves."""
        if not self.placed:
            return
        try:
            if self._in_memory:
                self._index_tail()
            else:
                with self._free_lock():
                    self._index_tail()
        except (SaveFailed, sqlite3.OperationalError):
            try:
                if not self._in_memory:
                    copy = self.index.in_memory()
                    self.index.close()
                    self._index, self._in_memory = copy, True
                self._index_tail()
            except sqlite3.Error:
                self._build_in_memory()
        except sqlite3.DatabaseError:
            self.rebuild()

    def _index_tail(self) -> None:
        index = self.index
        with index.writing():
            checkpoint = index.checkpoint()
            if checkpoint is None or not self.log_file.holds(checkpoint, self.seen.length):
                raise sqlite3.DatabaseError("the index is bound to another log")
            if checkpoint.length < self.seen.length:
                self._add(index, [item for item in self.placed if item[1][0] >= checkpoint.length])
                index.set_checkpoint(self.seen)
        self._forget_tail()

    def _add(self, index: Index, items: Sequence[Placed]) -> None:
        """Add operations to the index, and put down the state of every record they touch."""
        put_down(index, items, self.clock, self.read)

    def rebuild(self) -> None:
        """Build the index anew from the log alone, in memory where it cannot be written."""
        try:
            with self._free_lock():
                pass
            build_beside(self)
        except (SaveFailed, OSError, sqlite3.Error):
            self._build_in_memory()

    def _build_in_memory(self) -> None:
        self.build(Index(":memory:"))
        self._in_memory = True

    def build(self, index: Index) -> None:
        """Make an index the one in use, and build it from the log. Raises sqlite3.Error."""
        self.close_index()
        self._index, self._in_memory = index, False
        self._build()

    def fits(self) -> bool:
        """Whether the index fits the log; what was seen is then what it knows."""
        with contextlib.suppress(sqlite3.Error, OSError):
            checkpoint = self.index.checkpoint()
            if checkpoint is not None and self.log_file.holds(checkpoint, self.log_file.size()):
                last_clock = self.index.last_clock()
                self.clock.ahead = self.clock.ahead or self.index.ahead()
                if last_clock <= self.clock.limit():
                    self.seen = checkpoint
                    self.clock.see(last_clock)
                    return True
        return False

    def close_index(self) -> None:
        """Close the index; it is opened again when it is needed."""
        if self._index is not None:
            with contextlib.suppress(sqlite3.Error):
                self._index.close()
            self._index = None

    def throw_index_away(self) -> None:
        """Remove the index file; it is built anew when it is next needed."""
        self.close_index()
        remove_index(self.index_path)

    def _build(self) -> None:
        index = self.index
        self.damage.clear()
        with index.writing():
            index.clear()
            self._forget_tail()
            self.seen = Checkpoint(self.log_file.generation)
            batch: list[Placed] = []
            for found in changes_in(self.log_file, 0, self.log_file.size()):
                if isinstance(found, Damage):
                    if found.torn:
                        break
                    self._step_over(found)
                    continue
                for line in found:
                    if "op" in line.content:
                        operation = cast("Operation", line.content)
                        self.clock.see(operation["clock"])
                        batch.append((operation, (line.offset, line.size)))
                last = found[-1]
                if last.content:
                    self.seen.last = last.offset
                self.seen.length = last.offset + last.size
                if len(batch) >= _BATCH:
                    self._add(index, batch)
                    batch.clear()
            if self.seen.length:
                self.seen.last_sum = durable_io.read_at(self.log_file.fd, 8, self.seen.last)
            self._add(index, batch)
            index.set_checkpoint(self.seen)
        self._unsure = True

    # Reading ---------------------------------------------------------------------------------------------------

    def read(self, key: RecordKey, places: Sequence[Place]) -> list[Operation]:
        """The operations at ``places``. Raises Damaged where one of them is not that record's."""
        found: list[Operation] = []
        for place in places:
            line = self.log_file.line_at(*place)
            if line is None or line.content.get("record") != key[1] or line.content.get("table") != key[0]:
                raise Damaged(
                    f"The log does not match its index at byte {place[0]:,}.", "Run: shadowlog check --repair"
                )
            found.append(cast("Operation", line.content))
        return found

    def places(self, key: RecordKey) -> list[Place]:
        """Where the operations of a record stand, in the index and in the tail."""
        known = {place[0]: place for place in self.index.places(*key)}
        for place in self.tail.get(key, ()):
            known[place[0]] = place
        return list(known.values())
