"""Work that nobody should wait for, done by a process of its own after this one has gone on or ended.

Each kind of work has a file that says when it was begun last. It is removed when the work is done, so where the work
fails (a full disk, a folder that may not be written), it is not begun again at every save.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time

from shadowlog.store.events.event_store import EventStore
from shadowlog.store.log import durable_io
from shadowlog.store.workspace.workspace import Workspace

PATIENCE = 10 * 60
"""Seconds after which work that was begun, and is not known to be done, is begun again."""


def snapshot_if_due(workspace: Workspace, event_store: EventStore) -> None:
    """Have a snapshot taken, if the newest is too old and the settings do not forbid it. Raises SettingsWrong."""
    from shadowlog.store.maintenance.snapshots import snapshot_due
    from shadowlog.store.workspace.settings import read_settings

    if snapshot_due(event_store) and read_settings().backups:
        _start(workspace, "backup", "--quiet")


def compact_if_worth_it(workspace: Workspace, event_store: EventStore) -> None:
    """Have the log packed, if it has grown mostly by edits. What a killed process left of such work is removed."""
    from shadowlog.store.index.files import sweep_index
    from shadowlog.store.log.housekeeping import sweep
    from shadowlog.store.maintenance.compact import worth_compacting

    sweep(event_store.folder)
    sweep_index(event_store.folder)
    if not event_store.read_only and worth_compacting(event_store):
        _start(workspace, "pack")


def write_index(workspace: Workspace) -> None:
    """Have the search index, and what was learned from tags, written anew."""
    _start(workspace, "index")


def learn(workspace: Workspace) -> None:
    """Have it learned from tags anew."""
    _start(workspace, "learn")


def done(workspace: Workspace, command: str) -> None:
    """To be called where such work was done: it may be begun again at once."""
    try:
        durable_io.remove(_begun(workspace, command))
    except OSError:
        # It is begun again after a while.
        return


def _begun(workspace: Workspace, command: str) -> str:
    return str(workspace.data / f"shadowlog.{command}.begun")


def _start(workspace: Workspace, *command: str) -> None:
    begun = _begun(workspace, command[0])
    try:
        # A time to come is one of a clock that was set back.
        if 0 <= time.time() - os.stat(begun).st_mtime < PATIENCE:
            return
    except OSError:
        pass
    try:
        os.close(os.open(begun, durable_io.NEW, durable_io.FILE_MODE))
        os.utime(begun)
    except OSError:
        # What cannot say that it was begun could not write anything either.
        return
    subprocess.Popen(
        [sys.executable, "-m", "shadowlog", "--workspace", str(workspace.root), *command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
