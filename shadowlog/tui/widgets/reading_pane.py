"""The pane in which a record is read, or a brief."""

from __future__ import annotations

from collections.abc import Callable
from itertools import zip_longest

from rich.console import Group, RenderableType
from rich.text import Text
from textual.geometry import Size
from textual.strip import Strip

from shadowlog.domain.text.sanitize import shown
from shadowlog.tui.widgets.drawn_lines import DrawnLines

LONGEST = 20_000
"""Characters of notes drawn at once; the rest is there and can be edited, but would make moving about slow."""


class ReadingPane(DrawnLines, can_focus=True):
    """Shows one thing to be read. It is set once for the pane's width, and only the lines seen are drawn."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._what: RenderableType = Text()
        self._lines: list[Strip] = []
        self._width = 0

    def read(self, what: RenderableType, *, from_top: bool = True) -> None:
        """Show something, from its top, or from where one was reading."""
        self._what = what
        self._set()
        if from_top:
            self.scroll_home(animate=False)

    def _set(self) -> None:
        """Set what is to be read, for the width there is."""
        self._width = max(1, self.scrollable_content_region.width)
        console = self.app.console
        options = console.options.update(width=self._width, height=None, highlight=False)
        before, segments = self._lines, console.render_lines(self._what, options, pad=False)
        self._lines = [Strip(line) for line in segments]
        self.virtual_size = Size(0, len(self._lines))
        for place, (old, new) in enumerate(zip_longest(before, self._lines)):
            if old != new:
                self.refresh_line(place)

    def on_resize(self) -> None:
        if self.scrollable_content_region.width != self._width:
            self._set()

    def render_line(self, y: int) -> Strip:
        place = y + self.scroll_offset.y
        width = self.scrollable_content_region.width
        style = self.rich_style
        if place >= len(self._lines):
            return Strip.blank(width, style)
        return self._lines[place].apply_style(style).adjust_cell_length(width, style)


_setting: list[Callable[[str], RenderableType]] = []
"""What sets Markdown, once it is loaded. Not looked up among the modules: another thread may be half through it."""


def load_markdown() -> None:
    """Load what sets Markdown: it takes as long as half of a start, so the first screen does without."""
    from rich.markdown import Markdown

    _setting.append(lambda text: Markdown(text, hyperlinks=False))


def markdown(text: str) -> RenderableType:
    """Markdown as it will read, without anything that could be clicked or act on the terminal.

    As it was typed, until ``load_markdown`` was called.
    """
    cut = shown(text[:LONGEST])
    body = _setting[0](cut) if _setting else Text(cut)
    if len(text) <= LONGEST:
        return body
    return Group(body, Text(f"… {len(text) - LONGEST:,} characters more.", style="dim"))
