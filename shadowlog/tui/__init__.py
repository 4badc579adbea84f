"""The terminal UI."""

from __future__ import annotations

from shadowlog.store.workspace.workspace import Workspace


def open_tui(workspace: Workspace) -> int:
    """Run the terminal UI and return the exit code."""
    from shadowlog.tui.app import ShadowlogApp

    return ShadowlogApp.open(workspace)
