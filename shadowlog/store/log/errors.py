"""The errors of a workspace on disk."""

from __future__ import annotations

import errno
import os

from shadowlog.domain.errors import ShadowlogError


class StoreError(ShadowlogError):
    """The workspace on disk cannot be used. What was saved before is unharmed."""

    title = "The log could not be used"
    exit_code = 4


class SaveFailed(StoreError):
    """A save did not reach the disk. The log is as it was before."""

    title = "Not saved"


class ReadOnly(SaveFailed):
    """The workspace may be read but not written, now or since a failed write."""

    title = "Read only"


class PerhapsSaved(ReadOnly):
    """A save failed, and what it wrote could not be cut off again: it may be in the log or not."""

    title = "Perhaps saved"


class LogHeld(SaveFailed):
    """Another process kept the lock for too long."""

    title = "The log is in use"


class FormatTooNew(StoreError):
    """The log was written by a newer shadowlog."""

    title = "The log is newer than this shadowlog"


class NotALog(StoreError):
    """The file at the log's path is not a log of shadowlog."""

    title = "Not a log"


class Damaged(StoreError):
    """A line of the log does not match its checksum, or the index."""

    title = "The log is damaged"


def save_failed(error: OSError, path: str) -> SaveFailed:
    """The error to show for a failed system call on ``path``."""
    folder = os.path.dirname(path)
    kept = "Nothing that was saved before is lost."
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return SaveFailed(
            f"The disk that holds {folder} is full. {kept}", "Free some space and save again: it goes on by itself."
        )
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return ReadOnly(f"{folder} may not be written. {kept}", "Make the folder writable, or choose another one.")
    return SaveFailed(f"{folder} could not be written ({error.strerror}). {kept}", "Look at the disk, then save again.")
