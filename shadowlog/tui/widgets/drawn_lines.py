"""Lines of which only those in sight are drawn, and whose number changes nothing else on the screen."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Self

from textual.geometry import Region, Size
from textual.reactive import Reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

_MOST_KEPT = 2_000
"""Lines that are kept as they are drawn."""


class DrawnLines(ScrollView):
    """A scroll view that takes the room it is given, however many lines it has.

    Textual lays out the whole screen whenever the size of what is scrolled changes. Here the scrollbar is drawn anew;
    the screen is laid out where one appears or goes.
    """

    virtual_size = Reactive(Size(0, 0))

    def watch_virtual_size(self, size: Size) -> None:
        self._scroll_update(size)


class KeptLines(DrawnLines, inherit_bindings=False):
    """Lines that are kept as they are drawn until all are to be drawn again, so that scrolling by one draws one.

    They have no border, padding or opacity, for which Textual takes every line apart again: that takes as long as
    drawing it.
    """

    def __init__(self, *, id: str | None = None) -> None:
        # First: what is styled while it is made is told so.
        self._kept: dict[Hashable, Strip] = {}
        super().__init__(id=id)

    def kept(self, line: Hashable, draw: Callable[[], Strip]) -> Strip:
        """A line as it is drawn. ``line`` says all that it depends on and that changes without ``refresh``."""
        strip = self._kept.get(line)
        if strip is None:
            if len(self._kept) > _MOST_KEPT:
                self._kept.clear()
            strip = self._kept[line] = draw()
        return strip

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """Have it drawn again: some regions of it, or all, from what is read then."""
        if not regions:
            self._kept.clear()
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def notify_style_update(self) -> None:
        self._kept.clear()
        super().notify_style_update()

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines of a region."""
        filters, background = self.get_line_filters(), self.background_colors[1]
        style = self.rich_style
        lines = []
        for y in range(crop.y, crop.bottom):
            line = self.render_line(y)
            for each in filters:
                line = line.apply_filter(each, background)
            lines.append(line.crop_extend(crop.x, crop.right, style))
        return lines
