"""Every command of the terminal UI, declared once.

The footer, the help on F1, the command palette, the keys and their rebinding, the keys that texts name, what can be
called where, and the table in the docs are all made from these declarations.
"""

from __future__ import annotations

from shadowlog.tui.commands.catalogue import COMMAND_NAMED, COMMANDS
from shadowlog.tui.commands.command import Command
from shadowlog.tui.commands.keys import Keys, bindings, keymap, keys_of, shown_keys

__all__ = ["COMMANDS", "COMMAND_NAMED", "Command", "Keys", "bindings", "keymap", "keys_of", "shown_keys"]
