"""Help on F1: what one is in, explained first; then every key, with a line to search them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import ClassVar

from rich.table import Table
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Label, Static

from shadowlog.tui.commands import COMMANDS, Command, Keys, bindings, keys_of
from shadowlog.tui.commands.explanation import Explanation
from shadowlog.tui.commands.found import found
from shadowlog.tui.commands.places import PLACES, Place
from shadowlog.tui.widgets.one_line import OneLine

_NARROW = 60
"""Cells of the screen below which a table of keys has no room for three columns."""


class HelpLine(OneLine):
    """The line to search in; its arrows move what is read."""

    def __init__(self, help: HelpScreen) -> None:
        super().__init__(placeholder="Search every key and command", select_on_focus=False, id="help-line")
        self._help = help

    async def on_key(self, event: events.Key) -> None:
        if self._help.scrolled(event.key):
            event.stop()
            event.prevent_default()
        else:
            await super().on_key(event)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._help.show(event.value)


class HelpScreen(ModalScreen[None]):
    """What one is in, and what the keys do, first of all where one is."""

    TAKES_FOCUS = True

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("help", "everywhere")]
    place = "help"

    def __init__(self, where: Place, explanation: Explanation | None = None) -> None:
        """``where`` is the place that is told of first, and ``explanation`` is of what has the focus there."""
        super().__init__()
        self._where = where
        self._explanation = explanation

    def compose(self) -> ComposeResult:
        with Vertical(id="help"):
            yield Label(Content(keys_of(self.app).named_in("Help ({close-help} closes, arrows scroll)")), id="title")
            yield HelpLine(self)
            with VerticalScroll(can_focus=False):
                yield Static(id="help-text")

    def on_mount(self) -> None:
        self.show("")
        self.query_one(HelpLine).focus()

    def scrolled(self, key: str) -> bool:
        """Scroll by a key that does that; says whether it does."""
        pane = self.query_one(VerticalScroll)
        scroll = {
            "down": pane.scroll_down, "up": pane.scroll_up,
            "pagedown": pane.scroll_page_down, "pageup": pane.scroll_page_up,
        }.get(key)  # fmt: skip
        if scroll is not None:
            scroll(animate=False)
        return scroll is not None

    def show(self, typed: str) -> None:
        """Show the commands that fit what is typed; where nothing is, everything, what has the focus first."""
        from rich.console import Group

        parts = self._found(typed) if typed.strip() else self._whole()
        self.query_one("#help-text", Static).update(Group(*parts))
        self.query_one(VerticalScroll).scroll_home(animate=False)

    def _found(self, typed: str) -> Iterator[Table | Text]:
        commands = found(COMMANDS, typed, partial(_words, keys_of(self.app)))
        if commands:
            yield self._table("", commands, where=True)
        else:
            yield Text("Nothing is called that. Try another word, its first letters, or a key.")

    def _whole(self) -> Iterator[Table | Text]:
        keys = keys_of(self.app)
        told = self._explanation
        if told is not None:
            yield Text(told.title, style="bold underline")
            yield Text(f"{told.text}\n")
            if told.commands:
                yield self._table(told.heading, told.commands, where=False)
                yield Text()
        if self._where.introduction:
            yield Text(self._where.title, style="bold underline")
            yield Text(f"{keys.named_in(self._where.introduction)}\n")
        for place in sorted(PLACES.values(), key=lambda place: place is not self._where):
            yield self._table(place.title, [command for command in COMMANDS if command.place == place.name])

    def _table(self, title: str, commands: Iterable[Command], *, where: bool | None = None) -> Table | Text:
        """Commands with their keys; on a narrow screen what each does stands below it. ``where``: each says where it
        works, or none does; else those that need a list do.
        """
        keys = keys_of(self.app)
        table = Table(box=None, padding=(0, 1), show_header=False, title=title or None, title_justify="left")
        table.title_style = "bold"
        narrow = Text(f"{title}\n" if title else "", style="bold")
        for command in commands:
            help = Text(command.help, style="dim not bold")
            if where or (where is None and command.when.area):
                help.append(f" ({keys.named_in(command.where)})", style="italic")
            if self.size.width < _NARROW:
                narrow.append(f"{keys.all(command.name)}  {command.title}\n").append_text(help).append("\n")
            else:
                table.add_row(Text(keys.all(command.name), style="bold"), Text(command.title), help)
        return narrow if self.size.width < _NARROW else table


def _words(keys: Keys, command: Command) -> tuple[str, str, str, str]:
    """By which words a command is found: its title, its keys, its other names, and what it does and where."""
    where = keys.named_in(command.where)
    return command.title, keys.all(command.name), command.other_names, f"{command.help} {where}"
