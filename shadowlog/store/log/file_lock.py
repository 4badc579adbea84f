"""A lock between processes, held across reading, changing and appending.

It is our own because of what a library costs here: filelock and portalocker take 40 to 50 ms to import, nearly half
of a whole ``shadowlog add``, and filelock opens and closes the file for each lock, which takes 140 µs where this takes
0.8 and a save some 150. What is left are two system calls: ``flock`` on POSIX, ``msvcrt.locking`` on Windows. Both
locks end with the process that holds them.
"""

from __future__ import annotations

import os
import sys
import time

from shadowlog.store.log.durable_io import FILE_MODE
from shadowlog.store.log.errors import LogHeld

PATIENCE = 10.0
"""Seconds to wait for another process that holds the lock."""

if sys.platform == "win32":
    import msvcrt

    def _try(fd: int) -> bool:
        os.lseek(fd, 0, os.SEEK_SET)
        try:
            msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _release(fd: int) -> None:
        os.lseek(fd, 0, os.SEEK_SET)
        msvcrt.locking(fd, msvcrt.LK_UNLCK, 1)
else:
    import fcntl

    def _try(fd: int) -> bool:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _release(fd: int) -> None:
        fcntl.flock(fd, fcntl.LOCK_UN)


class FileLock:
    """A lock between processes, re-entrant within one. Not for use by several threads at a time.

    The file at ``path`` is created where there is none, and stays. Raises OSError where it cannot be opened.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self._fd = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), FILE_MODE)
        self._depth = 0

    def __enter__(self) -> FileLock:
        self.acquire()
        return self

    def __exit__(self, *_: object) -> None:
        self.release()

    @property
    def held(self) -> bool:
        """Whether this process holds it."""
        return self._depth > 0

    @property
    def replacements(self) -> int:
        """How often the log was replaced since the lock file was made, by whatever process."""
        return os.lseek(self._fd, 0, os.SEEK_END)

    def note_replacement(self) -> None:
        """Let every process that takes the lock from now on see that the log was replaced. Raises OSError."""
        os.lseek(self._fd, 0, os.SEEK_END)
        os.write(self._fd, b".")

    def acquire(self, patience: float | None = None) -> None:
        """Wait at most ``patience`` seconds (PATIENCE if None). Raises LogHeld."""
        if not self._depth and not _try(self._fd):
            self._wait(PATIENCE if patience is None else patience)
        self._depth += 1

    def _wait(self, patience: float) -> None:
        end = time.monotonic() + patience
        pause = 0.0002
        while True:
            if time.monotonic() >= end:
                raise LogHeld(
                    f"Another program has kept {os.path.dirname(self.path)} locked for {patience:g} seconds.",
                    "Wait for it to finish, or end it; then save again.",
                )
            time.sleep(pause)
            if _try(self._fd):
                return
            pause = min(pause * 1.5, 0.005)

    def release(self) -> None:
        """Release it, once for each time it was acquired."""
        self._depth -= 1
        if not self._depth:
            _release(self._fd)

    def close(self) -> None:
        """Close the file, which releases the lock."""
        os.close(self._fd)
