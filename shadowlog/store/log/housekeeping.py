"""One process at a time makes what lies beside the log: the log written anew, the search index, what tags teach.

What is being made has a name that ends in ``.new``. Only the holder of this lock writes such a file, so whoever gets it
may remove what a process left that was killed.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator

from shadowlog.store.log import durable_io
from shadowlog.store.log.errors import LogHeld, save_failed
from shadowlog.store.log.file_lock import FileLock

NAME = "shadowlog.housekeeping.lock"


@contextlib.contextmanager
def housekeeping(folder: str, patience: float = 0.0) -> Iterator[None]:
    """Have the turn for a data folder, after waiting ``patience`` seconds at the most, and begin with it swept.

    Not to be asked for while holding the log's own lock, which whoever has the turn may be waiting for. Raises LogHeld,
    SaveFailed.
    """
    path = os.path.join(folder, NAME)
    try:
        durable_io.make_folder(folder)
        lock = FileLock(path)
    except OSError as error:
        raise save_failed(error, path) from error
    try:
        lock.acquire(patience)
        _sweep(folder)
        try:
            yield
        finally:
            _sweep(folder)
    finally:
        lock.close()


def sweep(folder: str) -> None:
    """Remove what a process left that was killed while it made something; nothing where one is at it."""
    if any(map(os.path.lexists, _leftovers(folder))):
        with contextlib.suppress(LogHeld), housekeeping(folder):
            pass


def beside(path: str) -> str:
    """Where what shall lie at ``path`` is made: beside it, and beside what it leads to where it is a link."""
    return f"{os.path.realpath(path)}.new"


def _leftovers(folder: str) -> Iterator[str]:
    for name in ("shadowlog.log", "shadowlog.search", "shadowlog.themes"):
        yield beside(os.path.join(folder, name))


def _sweep(folder: str) -> None:
    for path in _leftovers(folder):
        remove_all(path)


def remove_all(path: str) -> None:
    """Remove a file, or a folder with all that is in it, as far as the system lets it be removed."""
    if not os.path.isdir(path) or os.path.islink(path):
        with contextlib.suppress(OSError):
            durable_io.remove(path)
        return
    for folder, _, files in os.walk(path, topdown=False):
        for name in files:
            with contextlib.suppress(OSError):
                durable_io.remove(os.path.join(folder, name))
        with contextlib.suppress(OSError):
            os.rmdir(folder)
