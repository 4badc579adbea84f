"""The file that counts: one append-only log of operations, a checksum on every line.

Its first line names the format and the generation (a new one each time the file is rewritten). Appending is
durable before anybody sees it. A torn tail is cut off when the next writer holds the lock; damage in the middle
is stepped over and set aside, and the good lines behind it are kept.
"""

from __future__ import annotations

import contextlib
import os
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from shadowlog.domain.identity import new_id
from shadowlog.store import disk
from shadowlog.store.errors import FormatTooNew, ReadOnly, save_failed
from shadowlog.store.operations import Line, decoded, encoded

FORMAT = 1
"""The version of the format this program writes, and the newest it reads."""

_CHUNK = 1 << 20
_LINE_START = re.compile(rb'[0-9a-f]{8}  ?\{"')


class Damage(NamedTuple):
    """Bytes of the log that match no checksum."""

    offset: int
    content: bytes
    torn: bool
    """At the very end, as an interrupted append leaves it: nothing behind it, and never acknowledged."""


@dataclass(slots=True)
class Mark:
    """How far into which log something is true: what an index, or a reader, is bound to."""

    generation: str = ""
    length: int = 0
    last: int = 0
    """Where the last line begins."""
    last_sum: bytes = b""
    """The checksum of that line, as it stands in the file."""


def header(generation: str, packed: int = 0) -> bytes:
    """The first line of a log; ``packed`` says how many bytes it had when it was last packed."""
    made = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    return encoded({"shadowlog": FORMAT, "generation": generation, "made": made, "packed": packed})


class Journal:
    """An open log. Appending needs the workspace's lock; reading does not."""

    def __init__(self, path: str) -> None:
        """Open the log at ``path``, read-only where it or its folder may not be written.

        There may be no file yet: it is made by the first append. Raises OSError, FormatTooNew.
        """
        self.path = path
        self.fd = -1
        self.inode = 0
        self.generation = ""
        self.packed = 0
        """Bytes it had when it was last packed."""
        self.broken = ""
        """Why nothing may be appended any more, where that is so."""
        self.open()

    def open(self) -> None:
        """Open the file that is at the path now."""
        self.close()
        writable = True
        try:
            self.fd = disk.open_log(self.path, create=False, writable=True)
        except FileNotFoundError:
            return
        except OSError as error:
            self.fd = disk.open_log(self.path, create=False, writable=False)
            self.broken = save_failed(error, self.path).message
            writable = False
        if writable:
            self.broken = ""
        self.inode = os.fstat(self.fd).st_ino
        self._read_header()

    def close(self) -> None:
        """Close the file."""
        if self.fd >= 0:
            os.close(self.fd)
        self.fd = -1
        self.generation = ""

    def _read_header(self) -> None:
        first = disk.read_at(self.fd, 512, 0).split(b"\n", 1)[0]
        content = decoded(first)
        if content is None or "shadowlog" not in content:
            # A damaged first line does not make the other lines unreadable.
            self.generation = f"damaged-{self.inode}"
            return
        if content["shadowlog"] > FORMAT:
            raise FormatTooNew(
                f"{self.path} has format {content['shadowlog']}, and this shadowlog reads up to {FORMAT}.",
                "Install the newest shadowlog and open it with that. The log was not touched.",
            )
        self.generation = content["generation"]
        self.packed = content.get("packed", 0)

    def size(self) -> int:
        """Bytes in the file now, 0 where there is none."""
        return os.fstat(self.fd).st_size if self.fd >= 0 else 0

    def end(self) -> int:
        """Bytes in the file that is open."""
        return os.lseek(self.fd, 0, os.SEEK_END)

    def look(self) -> int:
        """Bytes in the file that is at the path now; -1 where that is another one than was opened."""
        if self.fd < 0:
            return -1 if os.path.exists(self.path) else 0
        try:
            now = os.stat(self.path)
        except FileNotFoundError:
            return -1
        return now.st_size if now.st_ino == self.inode else -1

    def begin(self) -> int:
        """Make the file with its first line, if there is none. Needs the lock. Raises SaveFailed.

        Returns the length of the first line.
        """
        try:
            disk.replace_file(self.path, [header(new_id())])
        except OSError as error:
            raise save_failed(error, self.path) from error
        self.open()
        return self.size()

    def append(self, data: bytes, end: int, *, sync: bool = True) -> None:
        """Write whole lines behind the last good byte ``end``, and make them survive a power cut. Needs the lock.

        Without ``sync`` they survive it only after ``sync`` was called; until then nobody may be told that they do.

        Raises SaveFailed; the file is then as it was, or, where even that failed, nothing is appended any more.
        """
        if self.broken:
            raise ReadOnly(self.broken, "Make it writable, then start again.")
        try:
            disk.write_all(self.fd, data)
        except OSError as error:
            self.take_back(end)
            raise save_failed(error, self.path) from error
        if sync:
            self.sync(end)

    def sync(self, end: int) -> None:
        """Make what was appended behind ``end`` survive a power cut. Needs the lock. Raises ReadOnly, as above."""
        try:
            disk.sync(self.fd)
        except OSError as error:
            # What the kernel kept after a failed sync is unknown: nothing more may be built on it.
            self.take_back(end)
            self.broken = (
                f"The disk reported an error while saving ({error.strerror}), so nothing more is written to "
                f"{self.path} by this program. What was saved before is safe."
            )
            raise ReadOnly(self.broken, "Check the disk, then start again.") from error

    def take_back(self, end: int) -> None:
        """Cut off what was appended behind ``end`` and not acknowledged. Needs the lock."""
        try:
            disk.truncate(self.fd, end)
        except OSError as error:
            self.broken = f"{self.path} could not be put back after a failed save ({error.strerror})."

    def cut(self, end: int) -> None:
        """Cut off what lies behind the last good byte. Needs the lock. Raises SaveFailed."""
        try:
            disk.truncate(self.fd, end)
            disk.sync(self.fd)
        except OSError as error:
            raise save_failed(error, self.path) from error

    def line_at(self, offset: int, size: int) -> Line | None:
        """The line that stands there, or None where none does that matches its checksum."""
        content = decoded(disk.read_at(self.fd, size - 1, offset))
        return None if content is None else Line(offset, size, content)

    def lines(self, start: int, end: int) -> Iterator[Line | Damage]:
        """Every line from ``start`` up to ``end``, and what lies between good lines."""
        rest = b""
        offset = start
        position = start
        while position < end:
            data = disk.read_at(self.fd, min(_CHUNK, end - position), position)
            if not data:
                break
            position += len(data)
            *whole, rest = (rest + data).split(b"\n")
            for line in whole:
                content = decoded(line)
                if content is not None:
                    yield Line(offset, len(line) + 1, content)
                else:
                    yield from _salvage(line + b"\n", offset)
                offset += len(line) + 1
        if rest:
            yield Damage(offset, rest, torn=True)

    def holds(self, mark: Mark, size: int) -> bool:
        """Whether a file of ``size`` bytes is, up to ``mark``, still what it was when the mark was made."""
        if mark.generation != self.generation or mark.length > size:
            return False
        if not mark.last_sum:
            return True
        with contextlib.suppress(OSError):
            return disk.read_at(self.fd, 8, mark.last) == mark.last_sum
        return False


def _salvage(piece: bytes, offset: int) -> Iterator[Line | Damage]:
    """The good lines in a damaged piece: a flipped line feed glues two lines together, and both may be whole."""
    starts = [match.start() for match in _LINE_START.finditer(piece)] or [0]
    if starts[0]:
        yield Damage(offset, piece[: starts[0]], torn=False)
    for begin, after in zip(starts, [*starts[1:], len(piece)], strict=True):
        content = decoded(piece[begin : after - 1])
        if content is None:
            yield Damage(offset + begin, piece[begin:after], torn=False)
            continue
        yield Line(offset + begin, after - begin, content)
        if piece[after - 1 : after] != b"\n":
            yield Damage(offset + after - 1, piece[after - 1 : after], torn=False)
