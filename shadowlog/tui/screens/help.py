"""Help on F1, made from the list of commands."""

from __future__ import annotations

from typing import ClassVar

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Label, Static

from shadowlog.tui.commands import COMMANDS, bindings, keys_of
from shadowlog.tui.commands.places import PLACES, Place


class HelpScreen(ModalScreen[None]):
    """What the keys do, first of all where one is."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("help", "everywhere")]
    place = "help"

    def __init__(self, where: Place) -> None:
        """``where`` is the place that is told of first."""
        super().__init__()
        self._where = where

    def compose(self) -> ComposeResult:
        keys = keys_of(self.app)
        with Vertical(id="help"):
            yield Label(Content(keys.named_in("Help ({close-help} closes)")), id="title")
            with VerticalScroll():
                if self._where.introduction:
                    yield Static(Content(keys.named_in(self._where.introduction) + "\n"))
                for place in sorted(PLACES.values(), key=lambda place: place is not self._where):
                    yield Static(self._table(place))

    def on_mount(self) -> None:
        self.query_one(VerticalScroll).focus()

    def _table(self, place: Place) -> Table:
        keys = keys_of(self.app)
        table = Table(box=None, padding=(0, 1), show_header=False, title=place.title, title_justify="left")
        table.title_style = "bold"
        for command in COMMANDS:
            if command.place == place.name:
                help = Text(command.help, style="dim")
                if command.when.area:
                    help.append(f" ({keys.named_in(command.when.where)})", style="italic")
                table.add_row(Text(keys.all(command.name), style="bold"), Text(command.title), help)
        return table
