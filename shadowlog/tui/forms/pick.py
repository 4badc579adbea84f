"""Picking one record out of a few."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Label, OptionList
from textual.widgets.option_list import Option

from shadowlog.domain.records import Record
from shadowlog.domain.text.sanitize import shown_in_line
from shadowlog.services.record_line import title
from shadowlog.tui.commands import bindings, keys_of
from shadowlog.tui.commands.explanation import Explanation


class PickScreen(ModalScreen[Record | None]):
    """A few records, the likeliest first; enter takes one. Returns it, or None."""

    TAKES_FOCUS = True

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("everywhere", "questions"),
        Binding("j", "down", show=False),
        Binding("k", "up", show=False),
    ]
    place = "questions"

    def __init__(self, title: str, records: Sequence[Record]) -> None:
        super().__init__()
        self._title = title
        self._records = records

    def compose(self) -> ComposeResult:
        with Vertical(id="question"):
            yield Label(Content(shown_in_line(self._title)[:200]), id="title")
            yield OptionList(*(Option(Content(title(record, 200))) for record in self._records), id="picks")

    def on_mount(self) -> None:
        picks = self.query_one(OptionList)
        picks.focus()
        picks.highlighted = 0

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._records[event.option_index])

    def explanation(self) -> Explanation:
        """The question, explained."""
        text = f"{len(self._records)} to choose from, the likeliest first. The arrows choose, enter takes it, "
        text += f"{keys_of(self.app).first('leave-question')} takes none."
        return Explanation(shown_in_line(self._title)[:200], text)

    def action_down(self) -> None:
        """To the next one."""
        self.query_one(OptionList).action_cursor_down()

    def action_up(self) -> None:
        """To the one before."""
        self.query_one(OptionList).action_cursor_up()

    def action_leave(self) -> None:
        """Take none of them."""
        self.dismiss(None)
