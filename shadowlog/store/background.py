"""Work that nobody should wait for, done by a process of its own after this one has gone on or ended."""

from __future__ import annotations

import subprocess
import sys

from shadowlog.store.checkup import worth_packing
from shadowlog.store.ledger import Ledger
from shadowlog.store.settings import read_settings
from shadowlog.store.snapshots import snapshot_due
from shadowlog.store.workspace import Workspace


def snapshot_if_due(workspace: Workspace, ledger: Ledger) -> None:
    """Have a snapshot taken, if the newest is too old and the settings do not forbid it. Raises SettingsWrong."""
    if snapshot_due(ledger) and read_settings().backups:
        _start(workspace, "backup", "--quiet")


def pack_if_worth_it(workspace: Workspace, ledger: Ledger) -> None:
    """Have the log packed, if it has grown mostly by edits."""
    if not ledger.read_only and worth_packing(ledger):
        _start(workspace, "pack")


def write_index(workspace: Workspace) -> None:
    """Have the search index, and what was learned from tags, written anew."""
    _start(workspace, "index")


def _start(workspace: Workspace, *command: str) -> None:
    subprocess.Popen(
        [sys.executable, "-m", "shadowlog", "--workspace", str(workspace.root), *command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
