"""The terminal UI."""

from __future__ import annotations

from shadowlog.store.workspace.workspace import Workspace


def open_tui(workspace: Workspace, *, tour: bool = False) -> int:
    """Run the terminal UI, with the ``tour`` if it is asked for, and return the exit code."""
    from shadowlog.tui.app import ShadowlogApp

    return ShadowlogApp.open(workspace, tour=tour)
