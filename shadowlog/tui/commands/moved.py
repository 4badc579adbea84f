"""Keys that meant something else in an older version: who worked with that is told of each once, on pressing it."""

from __future__ import annotations

from shadowlog.store.workspace.workspace import Workspace
from shadowlog.tui.commands.catalogue import COMMAND_NAMED, LISTS, MOVED
from shadowlog.tui.commands.command import Command
from shadowlog.tui.commands.keys import Keys, shown_keys

_TOLD = "keys_told"
"""Under which name ``device.json`` holds the keys that were told."""


class MovedKeys:
    """The keys that moved, of which one person has not been told yet."""

    def __init__(self, workspace: Workspace, keys: Keys) -> None:
        self._workspace = workspace
        self._keys = keys
        device = workspace.device()
        # A machine that an older version set up has no day on which it was.
        told = str(device.get(_TOLD, "")).split(",")
        self._untold = {key for key in MOVED if key not in told} if device and "since" not in device else set()

    def pressed(self, key: str) -> Command | None:
        """The command that a key was of before, if that is to be told: by another key that this person gave it, or one
        that they gave to another command, they show that they know.
        """
        if key not in self._untold:
            return None
        name = MOVED[key]
        given = ",".join(self._keys.rebound.values()).split(",")
        return None if name in self._keys.rebound or key in map(str.strip, given) else COMMAND_NAMED[name]

    def words(self, key: str) -> str:
        """What became of a key."""
        name = MOVED[key]
        moved = f"{COMMAND_NAMED[name].title} has the key {self._keys.first(name)} now."
        others = [command for command in LISTS if command.name != name and self._keys.has(command.name, key)]
        return f"{moved} {shown_keys(key)} is {others[0].title}." if others else moved

    def told(self, key: str) -> None:
        """Remember that a key was told. Raises SaveFailed."""
        self._untold.discard(key)
        told = [each for each in MOVED if each not in self._untold]
        self._workspace.set_device(**{_TOLD: ",".join(told)})
