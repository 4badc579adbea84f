"""The controls of a form: a line, notes, a choice. Each takes and gives plain text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.suggester import Suggester
from textual.widget import Widget
from textual.widgets import Input, TextArea

from shadowlog.domain.display import shown, shown_in_line
from shadowlog.store.typed import begun
from shadowlog.tui.completing import completed
from shadowlog.tui.keys_in_order import act_at_once


class Changed(Message):
    """Something was typed into a control."""


class Line(Input):
    """One line of text, completed with the right arrow where a completion is shown."""

    def __init__(self, text: str, suggest: Suggester | None, placeholder: str, *, id: str) -> None:
        super().__init__(shown_in_line(text), placeholder=placeholder, suggester=suggest, select_on_focus=False, id=id)
        self.cursor_position = len(self.value)

    @property
    def typed(self) -> str:
        """What is in it."""
        return self.value

    def type_in(self, text: str) -> None:
        """Put text in its place."""
        self.value = shown_in_line(text)

    async def on_key(self, event: events.Key) -> None:
        await act_at_once(self, event)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(Changed())


class Notes(TextArea):
    """Text of any number of lines. Tab goes on to the next control."""

    def __init__(self, text: str, *, id: str) -> None:
        super().__init__(shown(text), tab_behavior="focus", soft_wrap=True, id=id)
        self.move_cursor(self.document.end)

    @property
    def typed(self) -> str:
        """What is in it."""
        return self.text

    def type_in(self, text: str) -> None:
        """Put text in its place."""
        self.load_text(shown(text))

    async def on_key(self, event: events.Key) -> None:
        await act_at_once(self, event)

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
        self._place = next((place for place, held in enumerate(self._values) if held[0] == text), self._place)
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
