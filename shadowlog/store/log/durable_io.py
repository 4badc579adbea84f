"""The system calls that change a workspace, each in one place.

Every write, sync, truncation, rename and removal of the store goes through here, so that what survives a power cut can
be read in one file, and tests can make each call fail.
"""

from __future__ import annotations

import codecs
import contextlib
import errno
import os
import stat
import sys
from collections.abc import Iterable

FOLDER_MODE = 0o700
FILE_MODE = 0o600

_BINARY = getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
_AT_ONCE = getattr(os, "O_NONBLOCK", 0)
"""Opening a pipe does not wait for its other end; an ordinary file is read as always."""

_GATHERED = 1 << 18
"""Bytes of a whole new file that are written at a time."""

NEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _BINARY
"""The flags to open a file that is written whole."""

if sys.platform == "darwin":
    import fcntl

    def sync(fd: int) -> None:
        """Make what was written to ``fd`` survive a power cut. Raises OSError."""
        fcntl.fcntl(fd, fcntl.F_FULLFSYNC)
else:
    # Make what was written to a descriptor survive a power cut. Raises OSError.
    sync = getattr(os, "fdatasync", os.fsync)


def make_folder(path: str) -> None:
    """Create ``path`` and the folders missing above it, readable by their owner alone. Raises OSError."""
    if os.path.isdir(path):
        return
    above = os.path.dirname(path)
    if above and above != path:
        make_folder(above)
    with contextlib.suppress(FileExistsError):
        os.mkdir(path, FOLDER_MODE)


def read_file(path: str, limit: int) -> bytes:
    """The content of an ordinary file of at most ``limit`` bytes, links followed.

    Raises OSError, also for what is no ordinary file (a pipe, a device, a folder), without waiting for it.
    """
    fd = os.open(path, os.O_RDONLY | _BINARY | _AT_ONCE)
    try:
        if not stat.S_ISREG(os.fstat(fd).st_mode):
            raise OSError(errno.EINVAL, "it is not a regular file", path)
        parts = []
        left = limit + 1
        while left and (part := os.read(fd, min(left, 1 << 20))):
            parts.append(part)
            left -= len(part)
        if not left:
            raise OSError(errno.EFBIG, f"it is larger than {limit:,} bytes", path)
        return b"".join(parts)
    finally:
        os.close(fd)


def read_text(path: str, limit: int) -> str:
    """The text of an ordinary file of at most ``limit`` bytes: UTF-8, or UTF-16 where a byte order mark says so.

    Raises OSError, UnicodeDecodeError.
    """
    data = read_file(path, limit)
    encoding = "utf-16" if data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else "utf-8-sig"
    return data.decode(encoding)


def sync_folder(path: str) -> None:
    """Make the creation, renaming and removal of files in a folder survive a power cut. Raises OSError."""
    if os.name == "nt":
        return
    fd = os.open(path, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def open_log(path: str, *, create: bool, writable: bool) -> int:
    """A descriptor for reading and, where ``writable``, appending. Raises OSError."""
    flags = (os.O_RDWR | os.O_APPEND) if writable else os.O_RDONLY
    return os.open(path, flags | _BINARY | _AT_ONCE | (os.O_CREAT if create else 0), FILE_MODE)


def write_all(fd: int, data: bytes) -> None:
    """Write all of ``data``, however little each call takes. Raises OSError."""
    written = os.write(fd, data)
    while written < len(data):
        data = data[written:]
        written = os.write(fd, data)


def truncate(fd: int, size: int) -> None:
    """Cut a file to ``size`` bytes. Raises OSError."""
    os.ftruncate(fd, size)


if hasattr(os, "pread"):
    read_at = os.pread
else:

    def read_at(fd: int, count: int, offset: int, /) -> bytes:
        """``count`` bytes from ``offset``, fewer at the end of the file."""
        os.lseek(fd, offset, os.SEEK_SET)
        return os.read(fd, count)


def remove(path: str) -> None:
    """Remove a file, if there is one. Raises OSError."""
    with contextlib.suppress(FileNotFoundError):
        os.unlink(path)


def replace_file(path: str, chunks: Iterable[bytes]) -> None:
    """Put a whole new file at ``path``: readers see the old one or the new one, never half of it.

    By a temporary file in the same folder, synced, renamed, and the folder synced. Where anything fails the old
    file stays and the temporary one is removed. Raises OSError.
    """
    temporary = f"{path}.{os.getpid()}.tmp"
    fd = os.open(temporary, NEW, FILE_MODE)
    try:
        try:
            gathered: list[bytes] = []
            size = 0
            for chunk in chunks:
                gathered.append(chunk)
                size += len(chunk)
                if size >= _GATHERED:
                    write_all(fd, b"".join(gathered))
                    gathered.clear()
                    size = 0
            if gathered:
                write_all(fd, b"".join(gathered))
            os.fsync(fd)
        finally:
            os.close(fd)
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            remove(temporary)
        raise
    sync_folder(os.path.dirname(path))


def rename(path: str, new: str) -> None:
    """Rename a file within its folder, durably. Raises OSError."""
    os.rename(path, new)
    sync_folder(os.path.dirname(path) or ".")


def move(temporary: str, path: str) -> None:
    """Put a file that was written and synced whole at ``path``, durably. Raises OSError."""
    os.replace(temporary, path)
    sync_folder(os.path.dirname(path) or ".")


def put_in_place(temporary: str, path: str) -> None:
    """Put a file that was written whole at ``path``: readers see the old one or the new one. Raises OSError.

    Unlike ``move`` it does not wait for the disk: for files that can be rebuilt.
    """
    os.replace(temporary, path)
