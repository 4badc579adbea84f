"""A workspace: where it is, its folders, and who works in it on this machine."""

from __future__ import annotations

import json
import os
import time
from functools import cached_property
from typing import TYPE_CHECKING, Any

from shadowlog.domain.errors import NotFound
from shadowlog.domain.ids import new_id
from shadowlog.store.log import durable_io
from shadowlog.store.log.errors import save_failed
from shadowlog.store.workspace.place import workspace_root

if TYPE_CHECKING:
    from pathlib import Path

_LONGEST = 1_000_000
"""The most bytes of ``device.json`` that are read; it has some hundred."""


class Workspace:
    """A folder with ``data`` (the log and what belongs to it) and ``exports`` (the briefs)."""

    def __init__(self, folder: str | Path, why: str) -> None:
        self.folder = str(folder)
        self.why = why
        """Why it is this folder, in words."""

    @property
    def data_folder(self) -> str:
        """Where the log is; ``data`` as a text, which needs no ``pathlib``."""
        return os.path.join(self.folder, "data")

    @cached_property
    def root(self) -> Path:
        """The folder itself."""
        from pathlib import Path

        return Path(self.folder)

    @property
    def data(self) -> Path:
        """Where the log is."""
        return self.root / "data"

    @property
    def exports(self) -> Path:
        """Where briefs are exported to."""
        return self.root / "exports"

    @property
    def templates(self) -> Path:
        """Where the team keeps its own templates of briefs."""
        return self.root / "templates"

    @property
    def log(self) -> Path:
        """The log file."""
        return self.data / "shadowlog.log"

    def device(self) -> dict[str, Any]:
        """This machine's id in the workspace, and the id of the person who works here, where it is known."""
        try:
            content = json.loads(durable_io.read_text(os.path.join(self.data_folder, "device.json"), _LONGEST))
        except (OSError, ValueError, RecursionError):
            content = {}
        return content if isinstance(content, dict) and isinstance(content.get("device"), str) else {}

    def set_device(self, **values: str) -> dict[str, Any]:
        """Save values about this machine, and return them all. Raises SaveFailed."""
        # The day tells a program that comes later what its people know already.
        content = {**(self.device() or {"device": new_id(), "since": time.strftime("%Y-%m-%d")}), **values}
        path = self.data / "device.json"
        try:
            durable_io.make_folder(str(self.data))
            durable_io.replace_file(str(path), [json.dumps(content, indent=1).encode() + b"\n"])
        except OSError as error:
            raise save_failed(error, str(path)) from error
        return content


def find_workspace(named: str | None = None) -> Workspace:
    """The workspace to use: see ``workspace_root``. Raises NotFound where a given path is a file."""
    root, why = workspace_root(named)
    return _checked(Workspace(root, why))


def _checked(workspace: Workspace) -> Workspace:
    if os.path.exists(workspace.folder) and not os.path.isdir(workspace.folder):
        raise NotFound(
            f"{workspace.root} is a file, not a folder.",
            "Name the folder that holds data/, or in which it is to be created.",
        )
    return workspace


def system_user() -> str:
    """The system's name for the user."""
    import getpass

    try:
        return getpass.getuser() or "somebody"
    except (OSError, KeyError):
        return "somebody"
