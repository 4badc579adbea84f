"""The files of the index: opened, replaced, removed, and a lock for the process that builds a new one."""

from __future__ import annotations

import contextlib
import os

from shadowlog.store.index.index import Index
from shadowlog.store.log import durable_io
from shadowlog.store.log.errors import LogHeld
from shadowlog.store.log.file_lock import FileLock

NAME = "shadowlog.index"

_NEW = "shadowlog.index.new"
_BUILD_LOCK = "shadowlog.index.lock"

_ENDINGS = ("-wal", "-shm")
"""The ends of the names of the files that SQLite keeps beside a database."""


def new_index_path(folder: str) -> str:
    """The path at which a new index is built before it replaces the one in use."""
    return os.path.join(folder, _NEW)


def build_lock(folder: str) -> FileLock:
    """The lock that whoever builds an index holds. Raises OSError."""
    return FileLock(os.path.join(folder, _BUILD_LOCK))


def sweep_index(folder: str) -> None:
    """Remove the unfinished index of a process that was killed; one that is being built now is left alone."""
    path = new_index_path(folder)
    if os.path.lexists(path):
        with contextlib.suppress(OSError, LogHeld), contextlib.closing(build_lock(folder)) as lock:
            lock.acquire(0)
            remove_index(path)


def open_index(path: str, *, older_too: bool = False) -> Index:
    """Open the index at a path, once more where another process replaces the file in that moment.

    ``older_too``: see Index.
    """
    while True:
        before = _inode(path)
        index = Index(path, older_too=older_too)
        if _inode(path) == before:
            return index
        index.close()


def replace_index(new: str, path: str) -> None:
    """Put a closed index at ``new`` in place of the closed one at ``path``. Needs the log's lock. Raises OSError."""
    for ending in _ENDINGS:
        durable_io.remove(path + ending)
    durable_io.put_in_place(new, path)


def remove_index(path: str) -> None:
    """Remove an index and the files that SQLite keeps beside it. Raises OSError."""
    for ending in ("", *_ENDINGS):
        durable_io.remove(path + ending)


def _inode(path: str) -> int:
    """The inode of a file, 0 where there is none."""
    try:
        return os.stat(path).st_ino
    except OSError:
        return 0
