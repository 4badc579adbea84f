"""The line in which one types what to look for."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.suggester import Suggester
from textual.widgets import Input

from shadowlog.domain.text.filter_fields import CHOICES, FIELDS, KINDS, MISSING, REFERENCES
from shadowlog.domain.text.name_forms import hyphened
from shadowlog.tui.commands import bindings
from shadowlog.tui.widgets.completing import completed
from shadowlog.tui.widgets.one_line import OneLine


class SearchBar(OneLine):
    """Finds as one types. Enter and the down key go to what was found, escape gives up."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("searching"),
        Binding("down", "screen.do('found')", "To what was found", show=False),
    ]

    class Typed(Message):
        """Other words are looked for."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, names: Callable[[str, str], list[str]]) -> None:
        """``names`` gives the names in a table that begin so."""
        super().__init__(
            placeholder='words  "a phrase"  -not  theme:cost  rep:dana  since:last-month',
            suggester=Fields(names),
            select_on_focus=False,
            id="search",
        )

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Typed(event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.screen.call_later(self.screen.run_action, "do('found')")


class Fields(Suggester):
    """Completes the names of fields, and their values."""

    def __init__(self, names: Callable[[str, str], list[str]]) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._names = names

    async def get_suggestion(self, value: str) -> str | None:
        """The whole line with its last word completed, None where nothing comes to mind."""
        start = value.rpartition(" ")[2].lstrip("-")
        if not start:
            return None
        field, colon, typed = start.partition(":")
        if not colon:
            field = next((name for name in FIELDS if name.startswith(start.lower()) and len(start) > 1), "")
            return f"{value}{field[len(start) :]}:" if field else None
        typed = typed.rpartition(",")[2]
        names = self._values(field.lower(), typed) if typed else ()
        return completed(value, typed, [hyphened(name) for name in names])

    def _values(self, field: str, typed: str) -> list[str]:
        if field in REFERENCES:
            return self._names(REFERENCES[field][0], typed)
        listed = {"is": KINDS, "no": MISSING}.get(field) or CHOICES.get(field) or {}
        return list(listed)
