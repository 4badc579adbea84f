"""A log that is being written, to be put in place of another one."""

from __future__ import annotations

import os

from shadowlog.domain.ids import new_id
from shadowlog.store.log import durable_io
from shadowlog.store.log.checkpoint import Checkpoint
from shadowlog.store.log.log_file import header

_CHUNK = 1 << 20
"""Bytes gathered before they are written."""


class NewLog:
    """A log written line by line from its header on. Raises OSError from any method."""

    def __init__(self, path: str, compacted_size: int) -> None:
        """``compacted_size``: bytes of the log that it is written from."""
        self.path = path
        self.generation = new_id()
        self._fd = os.open(path, durable_io.NEW, durable_io.FILE_MODE)
        self._gathered: list[bytes] = []
        self._bytes = 0
        self.length = self._last = 0
        self._sum = b""
        self.add(header(self.generation, compacted_size))

    def add(self, line: bytes) -> None:
        """Add a line."""
        self._last, self._sum = self.length, line[:8]
        self.length += len(line)
        self._gathered.append(line)
        self._bytes += len(line)
        if self._bytes >= _CHUNK:
            self._write()

    def checkpoint(self) -> Checkpoint:
        """Where it ends so far."""
        return Checkpoint(self.generation, self.length, self._last, self._sum)

    def _write(self) -> None:
        durable_io.write_all(self._fd, b"".join(self._gathered))
        self._gathered.clear()
        self._bytes = 0

    def sync(self) -> None:
        """Make what was added survive a power cut."""
        self._write()
        durable_io.sync(self._fd)

    def close(self) -> None:
        """Close the file."""
        os.close(self._fd)
