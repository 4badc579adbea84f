"""The log as far as this process has read it, and its tail: the operations that the index does not have yet.

The tail is held in memory and goes into the index some hundred operations at a time, so that a save costs one append
and one sync.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Collection, Iterator, Sequence
from typing import cast

from shadowlog.store.index import Place
from shadowlog.store.index.writer import Placed
from shadowlog.store.log import durable_io
from shadowlog.store.log.changes import changes_in, set_aside
from shadowlog.store.log.checkpoint import Checkpoint
from shadowlog.store.log.clock import Clock
from shadowlog.store.log.errors import Damaged, ReadOnly, save_failed
from shadowlog.store.log.file_lock import FileLock
from shadowlog.store.log.lines import LogLine
from shadowlog.store.log.log_file import LogFile
from shadowlog.store.log.operations import Operation, RecordKey
from shadowlog.store.log.salvage import Damage

TAIL_LIMIT = 512
"""Operations held in memory before they go into the index."""

_PATIENCE = 0.1
"""Seconds that a reader waits for the lock to bring the index up to date; without the lock it goes on in memory."""


class LogTail:
    """The log in ``folder``, what was read of it, and the lock on it. Not for several threads at a time.

    Raises StoreError from any method where the disk does not do as it should.
    """

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.clock = Clock()
        self.damage: list[Damage] = []
        """Damaged places found so far. Their bytes are set aside in ``damaged/``."""
        self.cut: list[Damage] = []
        """Torn ends that were set aside in ``damaged/`` and cut off."""
        self.seen = Checkpoint()
        """How far the log was read."""
        self.placed: list[Placed] = []
        """The operations of the tail, in the order of the log."""
        self.unsure = False
        """Whether some of what was read was read without the lock: its writer may have taken it back since."""
        self.lock: FileLock | None = None
        self.replacements = 0
        """How often the log had been replaced when it was opened, by the lock's count."""
        self._by_record: dict[RecordKey, list[Place]] = {}
        path = os.path.join(folder, "shadowlog.log")
        try:
            durable_io.make_folder(folder)
            self.lock = FileLock(os.path.join(folder, "shadowlog.lock"))
        except OSError as error:
            self._no_lock = save_failed(error, path)
        try:
            self.log_file = LogFile(path)
        except OSError as error:
            raise save_failed(error, path) from error

    def close(self) -> None:
        """Close the log and give back the lock."""
        self.log_file.close()
        if self.lock is not None:
            self.lock.close()
            self.lock = None

    # The lock --------------------------------------------------------------------------------------------------

    @property
    def read_only(self) -> str:
        """Why nothing can be saved now; empty where it can."""
        return self._no_lock.message if self.lock is None else self.log_file.broken

    def need_lock(self) -> FileLock:
        """The lock. Raises ReadOnly where there is none, because the folder cannot be written."""
        if self.lock is None:
            raise ReadOnly(self._no_lock.message, self._no_lock.way_out)
        return self.lock

    @contextlib.contextmanager
    def free_lock(self, patience: float = _PATIENCE) -> Iterator[None]:
        """Hold the lock if it is free, for reading never waits for a writer. Raises LogHeld, ReadOnly."""
        lock = self.need_lock()
        lock.acquire(patience)
        try:
            yield
        finally:
            lock.release()

    # Reading on ------------------------------------------------------------------------------------------------

    def open_again(self) -> None:
        """Open the file that is at the path now, as one of which nothing was read."""
        self.log_file.open()
        self.start()

    def start(self) -> None:
        """Begin at the start of the log."""
        self.replacements = self.lock.replacements if self.lock is not None else 0
        self.drop()
        self.seen = Checkpoint(self.log_file.generation)

    def drop(self) -> None:
        """Empty the tail: its operations are in the index, or will be read again."""
        self._by_record.clear()
        self.placed.clear()

    @property
    def replaced(self) -> bool:
        """Whether the file at the path is another one than was opened."""
        return self.log_file.look() < 0

    def read_on(self, size: int, *, locked: bool) -> set[RecordKey]:
        """Read up to ``size`` bytes of the log, and return the records that changed.

        With the lock held, an end torn by an interrupted save is mended as well. Raises SaveFailed.
        """
        touched: set[RecordKey] = set()
        torn = None
        for piece in changes_in(self.log_file, self.seen.length, size):
            if isinstance(piece, Damage):
                if piece.torn:
                    torn = piece
                    break
                self.step_over(piece)
                continue
            for line in piece:
                if "op" in line.content:
                    operation = cast("Operation", line.content)
                    self.clock.see(operation["clock"])
                    touched.add(self.take(operation, (line.offset, line.size)))
            self._see(piece[-1])
        if locked and not self.log_file.broken:
            self._mend_end(torn)
        self.unsure = self.unsure or not locked
        return touched

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
        """Add an operation to the tail, and return the record it changes."""
        key = operation["table"], operation["record"]
        places = self._by_record.get(key)
        if places is None:
            self._by_record[key] = [place]
        else:
            places.append(place)
        self.placed.append((operation, place))
        return key

    def _see(self, line: LogLine) -> None:
        """Note that the log was read up to the end of a line."""
        end = line.offset + line.size
        if line.content:
            first = durable_io.read_at(self.log_file.fd, 8, line.offset)
            self.seen = Checkpoint(self.log_file.generation, end, line.offset, first)
        else:
            self.seen = Checkpoint(self.log_file.generation, end, self.seen.last, self.seen.last_sum)

    def step_over(self, piece: Damage) -> None:
        """Note damage that sound lines follow, and keep a copy of its bytes in ``damaged/``."""
        self.damage.append(piece)
        with contextlib.suppress(OSError):
            set_aside(self.log_file, self.folder, piece)
        end = piece.offset + len(piece.content)
        self.seen = Checkpoint(self.log_file.generation, end, self.seen.last, self.seen.last_sum)

    # Reading records -------------------------------------------------------------------------------------------

    def __contains__(self, key: RecordKey) -> bool:
        """Whether an operation on a record is in the tail."""
        return key in self._by_record

    def changed(self) -> Collection[RecordKey]:
        """The records with an operation in the tail."""
        return self._by_record.keys()

    def places(self, key: RecordKey) -> Sequence[Place]:
        """Where the operations on a record that are in the tail stand in the log."""
        return self._by_record.get(key, ())

    def read(self, key: RecordKey, places: Sequence[Place]) -> list[Operation]:
        """The operations at some places of the log. Raises Damaged where one of them is not on that record."""
        operations: list[Operation] = []
        for place in places:
            line = self.log_file.line_at(*place)
            if line is None or line.content.get("record") != key[1] or line.content.get("table") != key[0]:
                raise Damaged(
                    f"The log does not match its index at byte {place[0]:,}.", "Run: shadowlog check --repair"
                )
            operations.append(cast("Operation", line.content))
        return operations
