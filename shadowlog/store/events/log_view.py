"""One process's view of the log: its tail and its index, kept up with what other processes write."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

from shadowlog.store.events.live_index import LiveIndex
from shadowlog.store.events.tail import TAIL_LIMIT, LogTail
from shadowlog.store.log.errors import SaveFailed
from shadowlog.store.log.operations import RecordKey

Listener = Callable[[set[RecordKey]], None]
"""Called with the records that changed; with an empty set where any may have changed."""


class LogView:
    """The log in ``folder``, open. Not for several threads at a time.

    Raises StoreError from any method where the disk does not do as it should.
    """

    def __init__(self, folder: str, *, older_index: bool) -> None:
        self.tail = LogTail(folder)
        self.index = LiveIndex(self.tail, older_too=older_index)
        self.listeners: list[Listener] = []
        self._load()

    def close(self) -> None:
        """Bring the index up to the log where it is much behind, and close the files."""
        self.index.finish()
        self.tail.close()

    def _load(self) -> None:
        """Start from the index if it fits the log, else rebuild it; then read the tail."""
        tail = self.tail
        tail.start()
        size = tail.log_file.size()
        if self.index.fits() or (size and self._fits_with_lock()):
            self._read_on(tail.log_file.size(), locked=False)
        elif size or self.index.is_ahead():
            self.index.rebuild()
        # The first save looks once, with the lock held, whether the log ends as it should.
        tail.unsure = True

    def _fits_with_lock(self) -> bool:
        """Whether log and index fit once no process is about to put both in place, one after the other."""
        with contextlib.suppress(SaveFailed), self.tail.free_lock():
            self.tail.open_again()
            self.index.close()
            return self.index.fits()
        return False

    def reload(self) -> None:
        """Look at everything afresh: the file at the path now, and its index."""
        self.tail.log_file.open()
        if not self.index.in_memory:
            # The index may have been replaced, with the log or alone.
            self.index.close()
        self._load()
        self.announce(set())

    def catch_up(self, *, locked: bool) -> bool:
        """Read what was written since the last look, and say whether there was anything.

        With the lock held, an end torn by an interrupted save is mended as well. Raises SaveFailed.
        """
        tail = self.tail
        if locked and not tail.unsure and tail.log_file.fd >= 0:
            # The short way of a save: two seeks tell whether anybody wrote, or put another log in its place.
            assert tail.lock is not None
            if tail.log_file.end() == tail.seen.length and tail.lock.replacements == tail.replacements:
                return False
        size = tail.log_file.look()
        if size == tail.seen.length and not (locked and tail.unsure):
            return False
        if locked and tail.unsure and tail.log_file.holds(tail.seen, size):
            tail.unsure = False
        if size < 0 or not tail.log_file.holds(tail.seen, size):
            self.reload()
            # What was saved while the index was built, if it was.
            size = tail.log_file.size()
            if size > tail.seen.length:
                self._read_on(size, locked=locked)
            return True
        return self._read_on(size, locked=locked)

    def _read_on(self, size: int, *, locked: bool) -> bool:
        touched = self.tail.read_on(size, locked=locked)
        if touched:
            if locked and len(self.tail.placed) >= TAIL_LIMIT:
                self.index.flush()
            self.announce(touched)
        return bool(touched)

    def announce(self, touched: set[RecordKey]) -> None:
        """Tell the listeners what changed."""
        for listener in self.listeners:
            listener(touched)
