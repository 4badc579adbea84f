"""The line with the names of the areas. A click goes to one.

It is one widget, as the footer is: a widget for each name would have to be styled and laid out before the first screen,
and again whenever another area is shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual import events
from textual.widget import Widget

from shadowlog.tui.commands import keys_of
from shadowlog.tui.commands.areas import AREAS, Area

_FEWEST_LETTERS = 4
"""Letters of the names of areas below which only their keys are shown."""


def _letters_in(width: int) -> int:
    """How many letters of the areas' names fit beside each other in so many cells; 0 where only their keys do."""
    names = [area.short for area in AREAS]
    for letters in range(max(map(len, names)), _FEWEST_LETTERS - 1, -1):
        if sum(3 + min(len(name), letters) for name in names) <= width:
            return letters
    return 0


class AreaBar(Widget):
    """One line of areas, each with its key, and the one that is shown standing out."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"area-bar--name", "area-bar--here", "area-bar--hover"}

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._here = AREAS[0]
        self._hovered = ""
        """The name of the area that the mouse is over."""

    def show(self, area: Area) -> None:
        """Show which area one looks at."""
        if area is not self._here:
            self._here = area
            self.refresh()

    def places(self) -> Iterator[tuple[int, Area]]:
        """The cell of the screen that each area begins in."""
        x = self.region.x
        for area, text in self._texts():
            yield x, area
            x += cell_len(text)

    def _texts(self) -> Iterator[tuple[Area, str]]:
        """What is said of each area: as many letters of its name as there is room for; with none the key alone, but of
        the area that is shown.
        """
        keys, letters = keys_of(self.app), _letters_in(self.app.size.width)
        for area in AREAS:
            title = area.short[: letters or (None if area is self._here else 0)]
            yield area, f" {keys.first(area.name)} {title}".rstrip()

    def render(self) -> Text:
        line = Text(no_wrap=True, overflow="crop", end="")
        for area, text in self._texts():
            part = "here" if area is self._here else "hover" if area.name == self._hovered else "name"
            style = self.get_component_rich_style(f"area-bar--{part}")
            line.append(text, style + Style.from_meta({"area": area.name}))
        return line

    async def on_click(self, event: events.Click) -> None:
        name = event.style.meta.get("area")
        if name:
            await self.screen.run_action(f"do({name!r})")

    def on_mouse_move(self, event: events.MouseMove) -> None:
        self._hover(event.style.meta.get("area", ""))

    def on_leave(self) -> None:
        self._hover("")

    def _hover(self, name: str) -> None:
        if name != self._hovered:
            self._hovered = name
            self.refresh()
