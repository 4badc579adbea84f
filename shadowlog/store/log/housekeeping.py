"""The housekeeping lock: one process at a time rewrites the log, the search index or the model of tags.

A file being written has a name that ends in ``.new``. Only the holder of this lock writes such files, so the next
holder may remove those that a killed process left.
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
    """Hold the housekeeping lock of a data folder, after waiting at most ``patience`` seconds; leftovers are removed.

    Not to be called while holding the log's own lock, which the holder of this one may be waiting for. Raises LogHeld,
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
    """Remove files that a killed process left unfinished; not while another process holds the lock."""
    if any(map(os.path.lexists, _leftovers(folder))):
        with contextlib.suppress(LogHeld), housekeeping(folder):
            pass


def beside(path: str) -> str:
    """Where a new file for ``path`` is written: beside it, links followed."""
    return f"{os.path.realpath(path)}.new"


def _leftovers(folder: str) -> Iterator[str]:
    for name in ("shadowlog.log", "shadowlog.search", "shadowlog.themes"):
        yield beside(os.path.join(folder, name))


def _sweep(folder: str) -> None:
    for path in _leftovers(folder):
        remove_all(path)


def remove_all(path: str) -> None:
    """Remove a file, or a folder with everything in it, as far as the system allows."""
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
