"""The terminal UI."""

from __future__ import annotations

import gc
import os

from shadowlog.store.workspace.workspace import Workspace

_FRAMES = "240"
"""Times a second that the screen may be drawn. It is drawn when something changed; this is how long what changes right
after that may have to wait, as a list does that is read for a key. Textual's own 60 make up to two frames of it, 33 ms.
"""


def open_tui(workspace: Workspace, *, tour: bool = False) -> int:
    """Run the terminal UI, with the ``tour`` if it is asked for, and return the exit code."""
    # Until the first screen is drawn: what is loaded stays. The app has garbage collected from then on.
    gc.disable()
    # Textual takes it from the environment, when it is loaded.
    os.environ.setdefault("TEXTUAL_FPS", _FRAMES)
    from shadowlog.tui.app import ShadowlogApp

    return ShadowlogApp.open(workspace, tour=tour)
