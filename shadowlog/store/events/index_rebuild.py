"""Building the index anew beside the one there is, so that nobody who saves waits for it."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

from shadowlog.store.index import Index
from shadowlog.store.log import durable_io
from shadowlog.store.log.errors import LogHeld
from shadowlog.store.log.file_lock import FileLock

if TYPE_CHECKING:
    from shadowlog.store.events.tail import LogTail

PATIENCE = 120.0
"""Seconds to wait for another process that builds the index."""

_TURN = "shadowlog.index.lock"
_NEW = "shadowlog.index.new"

_TRIES = 5
"""How often to begin again because another log was put in place."""

_ENDINGS = ("-wal", "-shm")
"""What SQLite keeps beside a database."""


def build_beside(log: LogTail) -> None:
    """Build the index of a log in a file of its own, and hold the lock only to put it in place.

    One process builds at a time; another takes what that one built. Whoever holds the lock does not wait for it.
    Raises SaveFailed, OSError, sqlite3.Error.
    """
    lock = log.need_lock()
    turn = FileLock(os.path.join(log.folder, _TURN))
    new = os.path.join(log.folder, _NEW)
    try:
        try:
            turn.acquire(0)
        except LogHeld:
            turn.acquire(0 if lock.held else PATIENCE)
            log.close_index()
            if log.fits():
                return
        for _ in range(_TRIES):
            remove_index(new)
            log.build(Index(new))
            log.close_index()
            with lock:
                if log.log_file.holds(log.seen, log.log_file.look()):
                    put_in_place(new, log.index_path)
                    return
            # Another log was put in place, or what was read was taken back.
            log.log_file.open()
        raise LogHeld(f"Another program keeps replacing {log.log_file.path}.", "End it; then try again.")
    except BaseException:
        log.close_index()
        raise
    finally:
        if turn.held:
            with contextlib.suppress(OSError):
                remove_index(new)
        turn.close()


def sweep_index(folder: str) -> None:
    """Remove what a process left that was killed while it built an index; nothing where one is at it."""
    new = os.path.join(folder, _NEW)
    if os.path.lexists(new):
        with contextlib.suppress(OSError, LogHeld), contextlib.closing(FileLock(os.path.join(folder, _TURN))) as turn:
            turn.acquire(0)
            remove_index(new)


def opened(path: str) -> Index:
    """The index at a path, opened again where another was put in its place in that very moment."""
    while True:
        before = _inode(path)
        index = Index(path)
        if _inode(path) == before:
            return index
        index.close()


def put_in_place(new: str, path: str) -> None:
    """Put an index that was built and closed in the place of one that is closed. Needs the lock. Raises OSError."""
    for ending in _ENDINGS:
        durable_io.remove(path + ending)
    durable_io.put_in_place(new, path)


def remove_index(path: str) -> None:
    """Remove an index with all that SQLite keeps beside it. Raises OSError."""
    for ending in ("", *_ENDINGS):
        durable_io.remove(path + ending)


def _inode(path: str) -> int:
    """The number of a file, 0 where there is none."""
    try:
        return os.stat(path).st_ino
    except OSError:
        return 0
