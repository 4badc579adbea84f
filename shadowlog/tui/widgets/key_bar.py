"""The footer: what can be done here, and by which key, the list's own first and the help last. A click does it.

Textual's own footer makes a widget of every key, again whenever another line of a list allows other commands; drawn
as one line it takes a twentieth of that.
"""

from __future__ import annotations

from typing import ClassVar, Protocol, runtime_checkable

from rich.style import Style
from rich.text import Text
from textual import events
from textual.binding import Binding
from textual.screen import Screen
from textual.widget import Widget

from shadowlog.tui.commands import COMMAND_NAMED

_PLACES = {name: place for place, name in enumerate(COMMAND_NAMED)}
"""Where each command stands in the list of all."""


@runtime_checkable
class ShowsAnArea(Protocol):
    """A screen that shows one of the areas."""

    @property
    def area(self) -> str: ...


class KeyBar(Widget):
    """One line of keys with what they do."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"key-bar--key"}

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._anew)

    def _anew(self, _: Screen[object]) -> None:
        self.refresh()

    async def on_click(self, event: events.Click) -> None:
        key = event.style.meta.get("key")
        if key:
            await self.app.action_simulate_key(key)

    def _in_order(self) -> list[Binding]:
        """What can be done here, the commands of the list that is shown first."""
        screen = self.screen
        area = screen.area if isinstance(screen, ShowsAnArea) else ""
        ranked: list[tuple[int, int, Binding]] = []
        for _, binding, enabled, _ in screen.active_bindings.values():
            command = COMMAND_NAMED.get(binding.id or "")
            rank = command.rank(area) if command else 0 if binding.show else None
            if enabled and binding.key and rank is not None:
                # Bindings that share a key stand where the first of them does.
                ranked.append((rank, _PLACES.get(binding.id or "", 0), binding))
        return [binding for _, _, binding in sorted(ranked, key=lambda each: each[:2])]

    def render(self) -> Text:
        each = {binding.action: binding for binding in reversed(self._in_order())}
        help = next((binding for binding in each.values() if binding.id == "help"), None)
        last = self._item(help) if help is not None else Text()
        line = Text(no_wrap=True)
        for binding in reversed(each.values()):
            item = self._item(binding)
            # A key without what it does says nothing, nor does half a word. The blank at the end may be cut.
            if binding is not help and line.cell_len + item.cell_len + last.cell_len > self.size.width + 1:
                break
            if binding is not help:
                line.append_text(item)
        return line.append_text(last)

    def _item(self, binding: Binding) -> Text:
        """A key and what it does."""
        click = Style.from_meta({"key": binding.key})
        key = (f" {self.app.get_key_display(binding)}", self.get_component_rich_style("key-bar--key") + click)
        return Text.assemble(key, (f" {binding.description} ", click))
