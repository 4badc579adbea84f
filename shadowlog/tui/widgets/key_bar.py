"""The footer: what can be done here, and by which key. A click does it.

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
        ranked: list[tuple[int, Binding]] = []
        for _, binding, enabled, _ in screen.active_bindings.values():
            command = COMMAND_NAMED.get(binding.id or "")
            rank = command.rank(area) if command else 0 if binding.show else None
            if enabled and rank is not None:
                ranked.append((rank, binding))
        return [binding for _, binding in sorted(ranked, key=lambda each: each[0])]

    def render(self) -> Text:
        keys = self.get_component_rich_style("key-bar--key")
        line = Text(no_wrap=True, overflow="ellipsis")
        shown: set[str] = set()
        for binding in self._in_order():
            if binding.action not in shown:
                shown.add(binding.action)
                click = Style.from_meta({"key": binding.key})
                key = f" {self.app.get_key_display(binding)}"
                each = Text.assemble((key, keys + click), (f" {binding.description} ", click))
                # A key without what it does says nothing.
                if line and line.cell_len + each.cell_len > self.size.width + 1:
                    break
                line.append_text(each)
        return line
