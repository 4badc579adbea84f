"""The log file: operations, one a line with a checksum, only ever appended.

Its first line names the format and the generation, which is new each time the file is rewritten. What was appended
is durable before anybody sees it. The next writer sets a torn end aside and cuts it off; damage in the middle is set
aside and stepped over, and the sound lines behind it count. A line ends with LF or CRLF, and counts also where its end
is damaged or missing. A file without one sound line is not a log, and left alone.
"""

from __future__ import annotations

import contextlib
import os
import stat
import time
from collections.abc import Iterator

from shadowlog.domain.ids import new_id
from shadowlog.store.log import durable_io
from shadowlog.store.log.checkpoint import Checkpoint
from shadowlog.store.log.errors import FormatTooNew, NotALog, PerhapsSaved, ReadOnly, save_failed
from shadowlog.store.log.lines import LogLine, decoded, encoded, valid
from shadowlog.store.log.operations import Json
from shadowlog.store.log.salvage import Damage, salvage

FORMAT = 1
"""The version of the format this program writes, and the newest it reads."""

_CHUNK = 1 << 20

_DAMAGED = "damaged-"
"""What the generation of a log begins with whose first line is damaged."""


def header(generation: str, compacted_size: int = 0) -> bytes:
    """The first line of a log; ``compacted_size``: bytes it had when it was last compacted."""
    made = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    return encoded({"shadowlog": FORMAT, "generation": generation, "made": made, "packed": compacted_size})


class LogFile:
    """An open log file. Appending needs the workspace's lock; reading does not."""

    def __init__(self, path: str) -> None:
        """Open the log at ``path``, read-only where it or its folder may not be written.

        There may be no file yet: ``begin`` creates it. Where the path is a link, the file it leads to is the log, and
        the link stays. Raises OSError, FormatTooNew, NotALog.
        """
        self.path = os.path.realpath(path)
        self.fd = -1
        self.inode = 0
        self.generation = ""
        self.compacted_size = 0
        """Bytes it had when it was last compacted, 0 where it never was."""
        self.broken = ""
        """Why nothing can be appended any more; empty where it can."""
        self.open()

    def open(self) -> None:
        """Open the file that is at the path now."""
        self.close()
        writable = True
        try:
            self.fd = durable_io.open_log(self.path, create=False, writable=True)
        except FileNotFoundError:
            return
        except OSError as error:
            self.fd = durable_io.open_log(self.path, create=False, writable=False)
            self.broken = save_failed(error, self.path).message
            writable = False
        if writable:
            self.broken = ""
        try:
            self._read_header()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close the file."""
        if self.fd >= 0:
            os.close(self.fd)
        self.fd = -1
        self.generation = ""

    def _read_header(self) -> None:
        self.compacted_size = 0
        status = os.fstat(self.fd)
        self.inode = status.st_ino
        if not stat.S_ISREG(status.st_mode):
            raise self._not_a_log("it is not a regular file")
        content = decoded(durable_io.read_at(self.fd, 512, 0).split(b"\n", 1)[0]) if status.st_size else {}
        if content is None or "shadowlog" not in content:
            content = self._first_line(status.st_size) if status.st_size else {}
        version = content.get("shadowlog")
        if type(version) is int and version > FORMAT:
            raise FormatTooNew(
                f"{self.path} has format {version}, and this shadowlog reads up to {FORMAT}.",
                "Install the newest shadowlog and open it with that. The log was not touched.",
            )
        if type(version) is int and valid(content):
            self.generation = content["generation"]
            packed = content.get("packed")
            self.compacted_size = packed if type(packed) is int else 0
        elif status.st_size:
            # A damaged first line does not make the other lines unreadable.
            self.generation = f"{_DAMAGED}{self.inode}"

    @property
    def header_damaged(self) -> bool:
        """Whether the first line cannot be read, so that the log is known by the number of its file."""
        return self.generation.startswith(_DAMAGED)

    def _first_line(self, size: int) -> Json:
        """The first sound line, whatever stands before it. Raises NotALog where the whole file has none."""
        for piece in self.lines(0, size):
            if isinstance(piece, LogLine) and piece.content:
                return piece.content
        raise self._not_a_log("none of its lines is a line of a log")

    def _not_a_log(self, why: str) -> NotALog:
        return NotALog(
            f"{self.path} is not a log of shadowlog: {why}. It was left as it is.",
            "Move that file elsewhere, or name another workspace. Snapshots of the log, where there are any, are in "
            "data/backups: once the file is moved, shadowlog restore FILE brings one back.",
        )

    def size(self) -> int:
        """Bytes in the file now, 0 where there is none."""
        return os.fstat(self.fd).st_size if self.fd >= 0 else 0

    def end(self) -> int:
        """Bytes in the file that is open."""
        return os.lseek(self.fd, 0, os.SEEK_END)

    def look(self) -> int:
        """Bytes in the file that is at the path now; -1 where that is not the file that was opened."""
        if self.fd < 0:
            return -1 if os.path.exists(self.path) else 0
        try:
            now = os.stat(self.path)
        except FileNotFoundError:
            return -1
        return now.st_size if now.st_ino == self.inode else -1

    def begin(self) -> int:
        """Create the file with its first line. Needs the lock. Raises SaveFailed.

        Returns the length of the first line.
        """
        try:
            durable_io.replace_file(self.path, [header(new_id())])
        except OSError as error:
            raise save_failed(error, self.path) from error
        self.open()
        return self.size()

    def append(self, data: bytes, end: int, *, sync: bool = True) -> None:
        """Write whole lines behind the last sound byte ``end``, and make them survive a power cut. Needs the lock.

        Without ``sync``, the lines survive a power cut only once the method ``sync`` was called; until then they must
        not be reported as saved.

        Raises SaveFailed; the file is then as it was. Where it could not be restored, raises PerhapsSaved, and nothing
        can be appended any more.
        """
        if self.broken:
            raise ReadOnly(self.broken, "Make it writable, then start again.")
        try:
            durable_io.write_all(self.fd, data)
        except OSError as error:
            self.take_back(end, error)
            raise save_failed(error, self.path) from error
        if sync:
            self.sync(end)

    def sync(self, end: int) -> None:
        """Make what was appended behind ``end`` survive a power cut. Needs the lock. Raises ReadOnly, PerhapsSaved."""
        try:
            durable_io.sync(self.fd)
        except OSError as error:
            # What the kernel kept after a failed sync is unknown: nothing more may be built on it.
            self.take_back(end, error)
            self.broken = (
                f"The disk reported an error while saving ({error.strerror}), so nothing more is written to "
                f"{self.path} by this program. What was saved before is safe."
            )
            raise ReadOnly(self.broken, "Check the disk, then start again.") from error

    def take_back(self, end: int, cause: BaseException) -> None:
        """Cut off what was appended behind ``end`` and not acknowledged. Needs the lock.

        ``cause`` is the error because of which. Raises PerhapsSaved where this fails too.
        """
        try:
            durable_io.truncate(self.fd, end)
        except OSError:
            why = getattr(cause, "strerror", "") or cause
            self.broken = (
                f"The disk reported an error while saving ({why}), and the part that was written could not be removed: "
                f"what was being saved may be in {self.path}, or may not. Nothing more is written to it by this "
                "program. What was saved before is safe."
            )
            raise PerhapsSaved(
                self.broken, "Check the disk and start again. See whether it is there before you enter it again."
            ) from cause

    def cut(self, end: int) -> None:
        """Cut off everything behind byte ``end``, durably. Needs the lock. Raises SaveFailed."""
        try:
            durable_io.truncate(self.fd, end)
            durable_io.sync(self.fd)
        except OSError as error:
            raise save_failed(error, self.path) from error

    def line_at(self, offset: int, size: int) -> LogLine | None:
        """The valid line of ``size`` bytes at ``offset``, None where there is none."""
        content = decoded(durable_io.read_at(self.fd, size, offset))
        return LogLine(offset, size, content) if content is not None and valid(content) else None

    def ended(self, end: int) -> bool:
        """Whether the byte before ``end`` is a line feed."""
        return not end or durable_io.read_at(self.fd, 1, end - 1) == b"\n"

    def lines(self, start: int, end: int) -> Iterator[LogLine | Damage]:
        """Every line from byte ``start`` up to ``end``, and the damage between sound lines."""
        rest = b""
        offset = start
        position = start
        while position < end:
            data = durable_io.read_at(self.fd, min(_CHUNK, end - position), position)
            if not data:
                break
            position += len(data)
            *whole, rest = (rest + data).split(b"\n")
            for line in whole:
                content = decoded(line)
                if content is not None and valid(content):
                    yield LogLine(offset, len(line) + 1, content)
                else:
                    yield from salvage(line + b"\n", offset)
                offset += len(line) + 1
        if rest:
            yield from salvage(rest, offset)

    def holds(self, checkpoint: Checkpoint, size: int) -> bool:
        """Whether the log, of ``size`` bytes, is up to ``checkpoint`` what it was when that was taken."""
        if checkpoint.generation != self.generation or checkpoint.length > size:
            return False
        if not checkpoint.last_sum:
            return True
        with contextlib.suppress(OSError):
            return durable_io.read_at(self.fd, 8, checkpoint.last) == checkpoint.last_sum
        return False
