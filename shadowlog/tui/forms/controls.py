"""The controls of a form: a line, notes, a choice. Each takes and gives plain text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.document._document import Location
from textual.message import Message
from textual.suggester import Suggester
from textual.widget import Widget
from textual.widgets import Input, TextArea

from shadowlog.domain.text.sanitize import acting, shown_each
from shadowlog.services.field_input import begun
from shadowlog.tui.widgets.completing import completed
from shadowlog.tui.widgets.keys_in_order import act_at_once
from shadowlog.tui.widgets.one_line import OneLine, lines_of
from shadowlog.tui.widgets.signs import after, before


class Changed(Message):
    """Something was typed into a control."""


class Line(OneLine):
    """One line of text, completed with the right arrow where a completion is shown."""

    def __init__(
        self, text: str, suggest: Suggester | None, placeholder: str, *, id: str, proposed: bool = False
    ) -> None:
        """``proposed`` says that ``text`` was filled in for a person, who replaces it by typing."""
        super().__init__(text, placeholder=placeholder, suggester=suggest, select_on_focus=False, id=id)
        self.cursor_position = len(self.value)
        self._proposed = text if proposed else ""

    @property
    def typed(self) -> str:
        """What is in it."""
        return self.value

    def type_in(self, text: str) -> None:
        """Put text in its place."""
        self.value = text

    def on_focus(self) -> None:
        if self._proposed and self.value == self._proposed:
            self.select_all()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(Changed())


_HELD = {code: chr(0x50000 + code) for code in acting()}
_STORED = {ord(stand_in): chr(code) for code, stand_in in _HELD.items()}
_SEEN = {ord(stand_in): shown_each(chr(code)) for code, stand_in in _HELD.items()}
"""Code points of a plane without signs that stand for what a terminal would act on while it is edited, and how they
look. No text holds them; the private area would not do, since fonts with icons use it.

Textual's text area would take some of them for line ends, and draw all of them.
"""


class Notes(TextArea):
    """Text of any number of lines. Tab goes on to the next control."""

    def __init__(self, text: str, *, id: str) -> None:
        super().__init__("", tab_behavior="focus", soft_wrap=True, id=id)
        self._begin_with(text)

    def _begin_with(self, text: str) -> None:
        self._stored = text
        ends = text.count("\n")
        self._line_end = "\r\n" if ends and text.count("\r\n") == ends else "\n"
        self.load_text(text.replace(self._line_end, "\n").translate(_HELD))
        self._began = self.text
        self.move_cursor(self.document.end)

    @property
    def typed(self) -> str:
        """What is in it: every character that was not touched is as it was stored, and so are its line ends."""
        if self.text == self._began:
            return self._stored
        return self.text.replace("\n", self._line_end).translate(_STORED)

    def type_in(self, text: str) -> None:
        """Put text in its place."""
        self._begin_with(text)

    def get_line(self, line_index: int) -> Text:
        line = super().get_line(line_index)
        line.plain = line.plain.translate(_SEEN)
        return line

    def get_cursor_left_location(self) -> Location:
        row, column = self.cursor_location
        return (row, before(self.document[row], column)) if column else super().get_cursor_left_location()

    def get_cursor_right_location(self) -> Location:
        row, column = self.cursor_location
        line = self.document[row]
        return (row, after(line, column)) if column < len(line) else super().get_cursor_right_location()

    async def on_key(self, event: events.Key) -> None:
        await act_at_once(self, event)

    async def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        self._take_in(event.text)

    def action_paste(self) -> None:
        """Put in what was copied or cut here last."""
        self._take_in(self.app.clipboard)

    def _take_in(self, text: str) -> None:
        put = self._replace_via_keyboard("\n".join(lines_of(text)).translate(_HELD), *self.selection)
        if put is not None:
            self.move_cursor(put.end_location)

    @property
    def selected_text(self) -> str:
        return super().selected_text.translate(_STORED)

    def action_cut(self) -> None:
        """Cut what is selected, or else the line."""
        super().action_cut()
        self.app.copy_to_clipboard(self.app.clipboard.translate(_STORED))

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        event.stop()
        self.post_message(Changed())


class Choice(Widget, can_focus=True):
    """One value of a list: the arrows go through it, a letter jumps to the next value that begins with it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,space,plus", "step(1)", "Next value", show=False),
        Binding("left,minus", "step(-1)", "Value before", show=False),
        Binding("home", "step(-1000)", "First value", show=False),
        Binding("enter", "app.focus_next", "Next", show=False),
        Binding("backspace,delete", "clear", "No value", show=False),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {"choice--arrow"}

    def __init__(self, values: Sequence[tuple[str, str]], value: str, *, optional: bool, id: str) -> None:
        """``values`` are (stored, in words). An ``optional`` one may be left open."""
        super().__init__(id=id)
        self._values = [("", "—"), *values] if optional else list(values)
        self._place = 0
        self.type_in(value)

    @property
    def typed(self) -> str:
        """The stored form of the value chosen."""
        return self._values[self._place][0]

    def type_in(self, text: str) -> None:
        """Choose a value by its stored form."""
        self._place = next((place for place, value in enumerate(self._values) if value[0] == text), self._place)
        self.refresh()

    def render(self) -> Text:
        arrow = self.get_component_rich_style("choice--arrow")
        of = f"  {self._place + 1}/{len(self._values)}" if self.has_focus else ""
        return Text.assemble(("‹ ", arrow), self._values[self._place][1], (" ›", arrow), (of, arrow))

    def action_step(self, by: int) -> None:
        """Go through the values."""
        self._place = 0 if by < -1 else (self._place + by) % len(self._values)
        self._changed()

    def action_clear(self) -> None:
        """Leave it open, where it may be."""
        if not self._values[0][0]:
            self._place = 0
            self._changed()

    def on_key(self, event: events.Key) -> None:
        if event.character and event.character.isalnum() and len(event.character) == 1:
            order = [*range(self._place + 1, len(self._values)), *range(self._place + 1)]
            for place in order:
                if self._values[place][1].lower().startswith(event.character.lower()):
                    self._place = place
                    event.stop()
                    self._changed()
                    return

    def on_click(self) -> None:
        self.action_step(1)

    def _changed(self) -> None:
        self.refresh()
        self.post_message(Changed())


Control = Line | Notes | Choice


class Names(Suggester):
    """Completes names as they are typed; in a list of names, the last one."""

    def __init__(self, names: Callable[[str], list[str]], *, many: bool) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._names = names
        self._many = many

    async def get_suggestion(self, value: str) -> str | None:
        typed, quoted = begun(value) if self._many else (value.lstrip(), True)
        if not typed:
            return None
        # A name that holds a comma is one name only inside a quote.
        names = self._names(typed)
        return completed(value, typed, names if quoted else [name for name in names if "," not in name])
