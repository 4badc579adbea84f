"""Keys that edit a text, taken in the order in which they are pressed.

Textual lets a letter act at once, but a key with a binding, such as backspace, only once it has gone up through every
widget to the app: under load it then takes away what was typed after it.
"""

from __future__ import annotations

from textual import events
from textual.widget import Widget


async def act_at_once(widget: Widget, event: events.Key) -> None:
    """Do what a key does by a binding of this widget's own. To be called from its ``on_key``."""
    if event.is_printable:
        return
    active = widget.screen.active_bindings.get(event.key)
    if active is not None and active.node is widget and active.enabled and "." not in active.binding.action:
        event.stop()
        event.prevent_default()
        await widget.run_action(active.binding.action)
