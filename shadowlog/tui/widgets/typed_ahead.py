"""What is typed and pasted before a line is there to take it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from textual import events
from textual.widgets import Input

from shadowlog.tui.widgets.one_line import in_one_line, lines_of
from shadowlog.tui.widgets.signs import before

EDITS: Mapping[str, Callable[[Input], None]] = {
    "backspace": lambda line: line.action_delete_left(),
    "ctrl+u": lambda line: line.action_delete_left_all(),
}
"""What keys do that may be typed ahead, beside letters and enter."""


def is_typing(event: events.Key | events.Paste) -> bool:
    """Whether something that comes in is typing: a paste, a letter, enter, or a key that takes letters away."""
    return isinstance(event, events.Paste) or event.is_printable or event.key == "enter" or event.key in EDITS


class TypedAhead:
    """The text that is typed ahead. An enter in it is a line end."""

    def __init__(self) -> None:
        self._text = ""
        self.pasted = False
        """Whether several lines were pasted: they are shown before any is saved."""

    def take(self, event: events.Key | events.Paste) -> None:
        """Take something that is typed. Only what stands at the end of the text can be taken away."""
        if isinstance(event, events.Paste):
            lines = [in_one_line(line) for line in lines_of(event.text) if line.strip()]
            self._text += "\n".join(lines)
            self.pasted = self.pasted or len(lines) > 1
        elif event.key in EDITS:
            line, mark, last = self._text.rpartition("\n")
            self._text = line + mark + (last[: before(last, len(last))] if event.key == "backspace" else "")
        else:
            self._text += "\n" if event.key == "enter" else event.character or ""

    def lines(self) -> list[str]:
        """The lines that were typed. They are handed out once."""
        lines, self._text = self._text.split("\n"), ""
        return lines
