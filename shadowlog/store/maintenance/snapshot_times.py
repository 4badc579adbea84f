"""When snapshots were taken, and whether the next one is due: asked after every save."""

from __future__ import annotations

import contextlib
import os
import re
import time
from datetime import datetime, timezone

from shadowlog.store.events.event_store import EventStore

OLDEST = 30 * 60
"""Seconds after which, while the log is in use, the newest snapshot is too old."""

_NAME = r"shadowlog-(\d{8}T\d{6})Z(?:-\d+)?\.json"


def backups_folder(event_store: EventStore) -> str:
    """Where snapshots are kept."""
    return os.path.join(event_store.folder, "backups")


def taken(name: str) -> datetime | None:
    """When a snapshot was taken, by its name (UTC); None where that is no snapshot's name."""
    match = re.fullmatch(_NAME, name)
    if match is None:
        return None
    try:
        # strptime would load three modules at every quick capture.
        return datetime.fromisoformat(match[1]).replace(tzinfo=timezone.utc)
    except ValueError:
        return None


def snapshot_due(event_store: EventStore) -> bool:
    """Whether the newest snapshot is older than half an hour, and anything was saved since."""
    with contextlib.suppress(OSError):
        # A file dated in the future says nothing of when the last snapshot was taken.
        now = time.time()
        newest = max((when for when in _times(backups_folder(event_store)) if when <= now), default=0.0)
        saved = os.stat(event_store.path).st_mtime
        return saved > newest and now - newest >= OLDEST
    return os.path.exists(event_store.path)


def _times(folder: str) -> list[float]:
    """When each snapshot in a folder was written. Raises OSError."""
    try:
        with os.scandir(folder) as files:
            return [file.stat().st_mtime for file in files if taken(file.name) is not None]
    except FileNotFoundError:
        return []
