"""A line to type in, for the whole app: it keeps every character that comes in, and draws only what is safe to draw.

Textual's own takes the first line of what is pasted, and draws what it holds as it is.
"""

from __future__ import annotations

import re

from rich.cells import cell_len
from rich.text import Text
from textual import events
from textual.geometry import Size
from textual.reactive import Reactive
from textual.suggester import SuggestionReady
from textual.widgets import Input
from textual.widgets.input import Selection

from shadowlog.domain.text.sanitize import shown_each
from shadowlog.tui.widgets.keys_in_order import act_at_once
from shadowlog.tui.widgets.signs import after, before

_LINE_END = re.compile(r"\r\n|\r|\n")
_LINE_ENDS = re.compile(r"[ \t]*[\r\n][ \t\r\n]*")


def lines_of(text: str) -> list[str]:
    """The lines of a pasted text; only LF, CRLF and CR end one."""
    return _LINE_END.split(text)


def in_one_line(text: str) -> str:
    """A pasted text on one line: a blank for every line end and tab, none at its ends."""
    return _LINE_ENDS.sub(" ", text.strip("\r\n")).replace("\t", " ")


class OneLine(Input):
    """One line of text. Its value is what is stored; signs for what a terminal would act on are drawn only."""

    virtual_size = Reactive(Size(0, 0))
    """How wide the text is. Textual's own has the whole screen laid out whenever that changes, so at every key."""

    _whole = ""
    """The line with what is offered to complete it, as it would be stored."""

    @property
    def _value(self) -> Text:
        return Text(shown_each(self.value), no_wrap=True, overflow="ignore", end="")

    def _position_to_cell(self, position: int) -> int:
        return cell_len(shown_each(self.value[:position]))

    def _cell_offset_to_index(self, offset: int) -> int:
        seen = shown_each(self.value)
        wanted = offset + self.scroll_offset.x
        return next((place for place in range(len(seen)) if cell_len(seen[: place + 1]) > wanted), len(seen))

    async def on_key(self, event: events.Key) -> None:
        await act_at_once(self, event)

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        self.take_in(event.text)

    def action_paste(self) -> None:
        """Put in what was copied or cut here last."""
        self.take_in(self.app.clipboard)

    def take_in(self, text: str) -> None:
        """Put a text of any number of lines where the cursor is, in place of what is selected."""
        self.replace(in_one_line(text), *sorted(self.selection))

    async def _on_suggestion_ready(self, event: SuggestionReady) -> None:
        event.prevent_default()
        if event.value == self.value:
            self._whole = event.suggestion
            self._suggestion = event.value + shown_each(event.suggestion[len(event.value) :])

    def action_cursor_right(self, select: bool = False) -> None:
        """Take what is offered, or go on by one sign."""
        start, end = self.selection
        if select:
            self.selection = Selection(start, after(self.value, end))
        elif self.cursor_at_end and self._suggestion and self._whole.startswith(self.value):
            self.value = self._whole
            self.cursor_position = len(self.value)
        else:
            self.cursor_position = after(self.value, end) if self.selection.is_empty else max(start, end)

    def action_cursor_left(self, select: bool = False) -> None:
        """Go back by one sign."""
        start, end = self.selection
        if select:
            self.selection = Selection(start, before(self.value, end))
        else:
            self.cursor_position = before(self.value, end) if self.selection.is_empty else min(start, end)

    def action_delete_left(self) -> None:
        """Take away what is selected, or else the sign before the cursor."""
        place = self.cursor_position
        self.delete(*(sorted(self.selection) if not self.selection.is_empty else (before(self.value, place), place)))

    def action_delete_right(self) -> None:
        """Take away what is selected, or else the sign behind the cursor."""
        place = self.cursor_position
        self.delete(*(sorted(self.selection) if not self.selection.is_empty else (place, after(self.value, place))))
