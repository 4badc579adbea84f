"""Jobs that nobody should wait for, done by a process of their own that may outlast this one.

Each job has a file that says when it was last started. It is removed when the job is done, so a job that fails (a full
disk, a read-only folder) is not started again at every save.
"""

from __future__ import annotations

import os
import sys
import time

from shadowlog.store.events.event_store import EventStore
from shadowlog.store.log import durable_io
from shadowlog.store.workspace.workspace import Workspace

PATIENCE = 10 * 60
"""Seconds after which a job that was started, and has not reported that it is done, may be started again."""


def snapshot_if_due(workspace: Workspace, event_store: EventStore) -> None:
    """Start taking a snapshot if the newest is too old and the settings allow it. Raises SettingsWrong."""
    from shadowlog.store.maintenance.snapshot_times import snapshot_due
    from shadowlog.store.workspace.settings import read_settings

    if snapshot_due(event_store) and read_settings().backups:
        _start(workspace, "backup", "--quiet")


def compact_if_worth_it(workspace: Workspace, event_store: EventStore) -> None:
    """Start compacting the log if it has grown mostly by edits; remove what a killed process left of such a job."""
    from shadowlog.store.index.files import sweep_index
    from shadowlog.store.log.housekeeping import sweep
    from shadowlog.store.maintenance.compact import worth_compacting

    sweep(event_store.folder)
    sweep_index(event_store.folder)
    if not event_store.read_only and worth_compacting(event_store):
        _start(workspace, "pack")


def write_index(workspace: Workspace) -> None:
    """Start rewriting the search index and the model of tags."""
    _start(workspace, "index")


def learn(workspace: Workspace) -> None:
    """Start learning from tags again."""
    _start(workspace, "learn")


def done(workspace: Workspace, command: str) -> None:
    """Report that a job is done, so that it may be started again at once. ``command`` is its verb in the shell."""
    try:
        durable_io.remove(_begun(workspace, command))
    except OSError:
        # It may then be started again only after a while.
        return


def _begun(workspace: Workspace, command: str) -> str:
    return str(workspace.data / f"shadowlog.{command}.begun")


def _start(workspace: Workspace, *command: str) -> None:
    begun = _begun(workspace, command[0])
    try:
        # A time in the future comes from a clock that was set back since.
        if 0 <= time.time() - os.stat(begun).st_mtime < PATIENCE:
            return
    except OSError:
        pass
    try:
        os.close(os.open(begun, durable_io.NEW, durable_io.FILE_MODE))
        os.utime(begun)
    except OSError:
        # Where this file cannot be written, the job could not write anything either.
        return
    import subprocess

    subprocess.Popen(
        [sys.executable, "-m", "shadowlog", "--workspace", str(workspace.root), *command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
