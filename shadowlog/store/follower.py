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

from shadowlog.store import disk
from shadowlog.store.entries import entry_of, names_in
from shadowlog.store.errors import Damaged, ReadOnly, SaveFailed, save_failed
from shadowlog.store.index import Entry, Index, Place
from shadowlog.store.journal import Damage, Journal, Mark
from shadowlog.store.lock import FileLock
from shadowlog.store.operations import Clock, Json, Line, Operation, decoded, fold

TAIL_LIMIT = 512
"""Operations held in memory before they go into the index."""

_BATCH = 20_000

Key = tuple[str, str]
"""A table and a record's id."""

Placed = tuple[Operation, Place]


class Follower:
    """One process's view of the log in ``folder``, and the lock on it. Not for several threads at a time.

    Raises StoreError from any method where the disk does not do as it should.
    """

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.clock = Clock()
        self.damage: list[Damage] = []
        """Damaged places found so far. Their bytes are set aside in ``damaged/``."""
        self.on_change: list[Callable[[set[Key]], None]] = []
        """Called with the records that changed; an empty set says that anything may have."""
        self.tail: dict[Key, list[Place]] = {}
        self.seen = Mark()
        self.lock: FileLock | None = None
        self.placed: list[Placed] = []
        """The operations of the tail, in the order of the log."""
        self._marks = 0
        """What the lock's marks were when the log was opened."""
        self._unsure = False
        """Whether some of what was seen was read without the lock: its writer may have taken it back since."""
        self._index: Index | None = None
        self._in_memory = False
        log = os.path.join(folder, "shadowlog.log")
        try:
            disk.make_folder(folder)
            self.lock = FileLock(os.path.join(folder, "shadowlog.lock"))
        except OSError as error:
            self._no_lock = save_failed(error, log)
        try:
            self.journal = Journal(log)
        except OSError as error:
            raise save_failed(error, log) from error
        self._load()

    @property
    def read_only(self) -> str:
        """Why nothing can be saved now, or nothing."""
        return self._no_lock.message if self.lock is None else self.journal.broken

    def close(self) -> None:
        """Bring the index up to the log, if it is much behind, and let go of the files."""
        if len(self.placed) >= TAIL_LIMIT // 8:
            with contextlib.suppress(SaveFailed):
                self.flush()
        if self._index is not None:
            self._index.close()
            self._index = None
        self.journal.close()
        if self.lock is not None:
            self.lock.close()
            self.lock = None

    def need_lock(self) -> FileLock:
        """The lock. Raises ReadOnly where the folder cannot be written, so that there is none."""
        if self.lock is None:
            raise ReadOnly(self._no_lock.message, self._no_lock.way_out)
        return self.lock

    # Catching up with the log ----------------------------------------------------------------------------------

    def _load(self) -> None:
        """Start from the index if it fits the log, else build it anew; then read the tail."""
        self._marks = self.lock.marks if self.lock is not None else 0
        self._forget_tail()
        self.seen = Mark(self.journal.generation)
        size = self.journal.size()
        mark = None
        with contextlib.suppress(sqlite3.Error, OSError):
            mark = self.index.mark()
        if mark is not None and self.journal.holds(mark, size):
            self.seen = mark
            self.clock.see(self.index.last_clock())
            self._read_tail(size, locked=False)
        elif size:
            self.rebuild()

    def _forget_tail(self) -> None:
        self.tail.clear()
        self.placed.clear()

    def reload(self) -> None:
        """Look at everything afresh: the file at the path now, and its index."""
        self.journal.open()
        self._load()
        self.announce(set())

    def catch_up(self, *, locked: bool) -> bool:
        """See what was written since the last look, and say whether there was anything.

        With the lock held, an end torn by an interrupted save is mended as well. Raises SaveFailed.
        """
        if locked and not self._unsure and self.journal.fd >= 0:
            # The short way of a save: two seeks tell whether anybody wrote, or put another log in its place.
            assert self.lock is not None
            if self.journal.end() == self.seen.length and self.lock.marks == self._marks:
                return False
        size = self.journal.look()
        if size == self.seen.length and not (locked and self._unsure):
            return False
        if locked and self._unsure and self.journal.holds(self.seen, size):
            self._unsure = False
        if size < 0 or not self.journal.holds(self.seen, size):
            self.reload()
            return True
        return self._read_tail(size, locked=locked)

    def _read_tail(self, size: int, *, locked: bool) -> bool:
        touched: set[Key] = set()
        group: list[Line] = []
        for piece in self.journal.lines(self.seen.length, size):
            if isinstance(piece, Damage):
                if piece.torn:
                    break
                self._take_lines(group, touched)
                self._set_aside(piece)
                self.seen = Mark(
                    self.journal.generation, piece.offset + len(piece.content), self.seen.last, self.seen.last_sum
                )
                continue
            part = piece.content.get("part")
            if group and change_of(piece.content) != change_of(group[0].content):
                self._take_lines(group, touched)
            group.append(piece)
            if part is None or part[0] == part[1] - 1:
                self._take_lines(group, touched)
        if locked and size > self.seen.length:
            self._mend_end(size, touched)
        self._unsure = self._unsure or not locked
        if touched:
            if locked and len(self.placed) >= TAIL_LIMIT:
                self.flush()
            self.announce(touched)
        return bool(touched)

    def _mend_end(self, size: int, touched: set[Key]) -> None:
        """Cut off what an interrupted append left, but keep a last line that only lacks its line feed."""
        end = self.seen.length
        rest = disk.read_at(self.journal.fd, size - end, end)
        self.journal.cut(end)
        for line in (rest, rest[:-1]):
            content = decoded(line)
            if content is not None and "part" not in content:
                self.journal.append(line + b"\n", end)
                self._take_lines([Line(end, len(line) + 1, content)], touched)
                return

    def _take_lines(self, lines: list[Line], touched: set[Key]) -> None:
        for line in lines:
            if "op" in line.content:
                operation = cast("Operation", line.content)
                self.clock.see(operation["clock"])
                touched.add(self.take(operation, (line.offset, line.size)))
            self._see(line.offset, line.size)
        lines.clear()

    def take(self, operation: Operation, place: Place) -> Key:
        """Take an operation into the tail."""
        key = operation["table"], operation["record"]
        places = self.tail.get(key)
        if places is None:
            self.tail[key] = [place]
        else:
            places.append(place)
        self.placed.append((operation, place))
        return key

    def _see(self, offset: int, size: int) -> None:
        self.seen = Mark(self.journal.generation, offset + size, offset, disk.read_at(self.journal.fd, 8, offset))

    def announce(self, touched: set[Key]) -> None:
        """Tell the listeners what changed."""
        for listener in self.on_change:
            listener(touched)

    def _set_aside(self, piece: Damage) -> None:
        """Keep damaged bytes in a file of their own; the log itself is left as it is."""
        self.damage.append(piece)
        folder = os.path.join(self.folder, "damaged")
        path = os.path.join(folder, f"{self.journal.generation[-12:]}-{piece.offset}.bin")
        with contextlib.suppress(OSError):
            if not os.path.exists(path):
                disk.make_folder(folder)
                disk.replace_file(path, [piece.content])

    # Keeping the index -----------------------------------------------------------------------------------------

    @property
    def index(self) -> Index:
        """The index, as far as it goes: ``flush`` first where the tail counts as well."""
        if self._index is None:
            self._in_memory = False
            self._index = Index(os.path.join(self.folder, "shadowlog.index"))
        return self._index

    def flush(self) -> None:
        """Bring the index up to what was seen of the log. Where it cannot be written, a copy in memory serves."""
        if not self.placed:
            return
        try:
            if self._in_memory:
                self._index_tail()
            else:
                with self.need_lock():
                    self._index_tail()
        except (SaveFailed, sqlite3.OperationalError):
            if not self._in_memory:
                copy = self.index.in_memory()
                self.index.close()
                self._index, self._in_memory = copy, True
            self._index_tail()
        except sqlite3.DatabaseError:
            self.rebuild()

    def _index_tail(self) -> None:
        index = self.index
        with index.writing():
            mark = index.mark()
            if mark is None or not self.journal.holds(mark, self.seen.length):
                raise sqlite3.DatabaseError("the index is bound to another log")
            if mark.length < self.seen.length:
                self._add(index, [item for item in self.placed if item[1][0] >= mark.length])
                index.set_mark(self.seen)
        self._forget_tail()

    def _add(self, index: Index, items: Sequence[Placed]) -> None:
        """Add operations to the index, and put down the state of every record they touch."""
        numbers: dict[Key, int] = {}
        fresh: dict[Key, Operation | None] = {}
        free = index.next_number()
        rows = []
        for operation, place in items:
            key = operation["table"], operation["record"]
            number = numbers.get(key)
            if number is None:
                number = index.record(*key)
                if not number:
                    number, free = free, free + 1
                    fresh[key] = operation
                numbers[key] = number
            elif key in fresh:
                fresh[key] = None
            rows.append((*place, number, operation["clock"]))
        index.add_operations(rows)
        index.add_names({held for operation, _ in items for held in names_in(operation)})
        index.add_entries([(numbers[key], *key, self._entry(key, fresh[key], numbers[key])) for key in fresh])
        for key, number in numbers.items():
            if key not in fresh:
                index.set_entry(number, key[0], self._entry(key, None, number))

    def _entry(self, key: Key, only: Operation | None, number: int) -> Entry:
        """The entry of a record, from its ``only`` operation where that is known, else from the log."""
        operations = [only] if only else self.read(key, self.index.places_of([number])[number])
        return entry_of(key[0], fold(operations), min(operation["clock"] for operation in operations))

    def rebuild(self) -> None:
        """Build the index anew from the log alone, in memory where it cannot be written."""
        self.damage.clear()
        try:
            with self.need_lock():
                try:
                    self._build()
                except sqlite3.OperationalError:
                    self._build_in_memory()
                except sqlite3.DatabaseError:
                    self.throw_index_away()
                    self._build()
        except SaveFailed:
            self._build_in_memory()

    def _build_in_memory(self) -> None:
        if self._index is not None:
            self._index.close()
        self._index, self._in_memory = Index(":memory:"), True
        self._build()

    def throw_index_away(self) -> None:
        """Remove the index file; it is built anew when it is next needed."""
        if self._index is not None:
            with contextlib.suppress(sqlite3.Error):
                self._index.close()
            self._index = None
        for ending in ("", "-wal", "-shm"):
            disk.remove(os.path.join(self.folder, "shadowlog.index" + ending))

    def _build(self) -> None:
        index = self.index
        with index.writing():
            index.clear()
            self._forget_tail()
            self.seen = Mark(self.journal.generation)
            batch: list[Placed] = []
            last: Line | None = None
            for piece in self.journal.lines(0, self.journal.size()):
                if isinstance(piece, Damage):
                    if piece.torn:
                        break
                    self._set_aside(piece)
                    continue
                last = piece
                if "op" in piece.content:
                    operation = cast("Operation", piece.content)
                    self.clock.see(operation["clock"])
                    if len(batch) >= _BATCH and operation.get("part", [0])[0] == 0:
                        self._add(index, batch)
                        batch.clear()
                    batch.append((operation, (piece.offset, piece.size)))
            if last is not None:
                self._see(last.offset, last.size)
            self._leave_unfinished(batch)
            self._add(index, batch)
            index.set_mark(self.seen)

    def _leave_unfinished(self, batch: list[Placed]) -> None:
        """Leave out the first operations of a change whose last ones are missing at the very end of the log."""
        if not batch or "part" not in batch[-1][0]:
            return
        number, of = batch[-1][0]["part"]
        damaged_behind = self.damage and self.damage[-1].offset >= self.seen.length
        if number == of - 1 or damaged_behind:
            return
        change = change_of(batch[-1][0])
        while batch and change_of(batch[-1][0]) == change:
            first = batch.pop()[1][0]
        before = batch[-1][1][0] if batch else 0
        self._see(before, first - before)

    # Reading ---------------------------------------------------------------------------------------------------

    def read(self, key: Key, places: Sequence[Place]) -> list[Operation]:
        """The operations at ``places``. Raises Damaged where one of them is not that record's."""
        found: list[Operation] = []
        for place in places:
            line = self.journal.line_at(*place)
            if line is None or line.content.get("record") != key[1] or line.content.get("table") != key[0]:
                raise Damaged(
                    f"The log does not match its index at byte {place[0]:,}.", "Run: shadowlog check --repair"
                )
            found.append(cast("Operation", line.content))
        return found

    def places(self, key: Key) -> list[Place]:
        """Where the operations of a record stand, in the index and in the tail."""
        known = {place[0]: place for place in self.index.places(*key)}
        for place in self.tail.get(key, ()):
            known[place[0]] = place
        return list(known.values())

    def every_line(self) -> Iterator[Line | Damage]:
        """The whole log, as it stands in the file."""
        return self.journal.lines(0, self.journal.size())


def change_of(operation: Operation | Json) -> str:
    """The id of the change an operation belongs to."""
    return str(operation.get("change") or operation.get("op"))
