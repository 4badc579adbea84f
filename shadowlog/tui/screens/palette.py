"""The palette: every command, from everywhere, found by its words. What is typed is looked for at once, so that enter
does what the words find, however fast they were typed.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from inspect import isawaitable
from typing import Any, ClassVar

from textual import events
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widgets import Input, Label, OptionList
from textual.widgets.option_list import Option

from shadowlog.tui.commands import COMMANDS, Command, bindings, keys_of
from shadowlog.tui.commands.explanation import Explanation
from shadowlog.tui.commands.found import Words, found
from shadowlog.tui.screens.perform import applicable, perform, where
from shadowlog.tui.widgets.keys_ahead import KeyOrPaste, KeysAhead
from shadowlog.tui.widgets.one_line import OneLine
from shadowlog.tui.widgets.typed_ahead import EDITS

_ELSEWHERE = 2.2
"""By how much a command stands further down that does not apply where one is."""


@dataclass(frozen=True)
class Entry:
    """Something that can be chosen."""

    title: str
    do: Callable[[], object]
    """Does it; what it returns is awaited where it can be."""
    help: str = ""
    keys: str = ""
    """As they are printed."""
    where: str = ""
    """Where it applies, where that is not here."""
    other_names: str = ""
    """Words by which it is found as well."""

    def words(self) -> Words:
        """By which it is found."""
        return self.title, self.keys, self.other_names, f"{self.help} {self.where}"


def _found(entries: Sequence[Entry], typed: str) -> list[Entry]:
    return found(entries, typed, Entry.words, later=lambda entry: _ELSEWHERE * bool(entry.where))


class PaletteLine(OneLine):
    """The line of the palette. Its keys act in the order in which they are pressed."""

    def __init__(self, palette: PaletteScreen, placeholder: str) -> None:
        super().__init__(placeholder=placeholder, select_on_focus=False, id="palette-line")
        self._palette = palette

    async def on_key(self, event: events.Key) -> None:
        if self._palette.took(event):
            event.stop()
            event.prevent_default()
        else:
            await super().on_key(event)

    def _on_paste(self, event: events.Paste) -> None:
        if self._palette.took(event):
            event.stop()
            event.prevent_default()
        else:
            super()._on_paste(event)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._palette.look()


class PaletteScreen(ModalScreen[None]):
    """Entries to choose from, by typing what they are called or what they do."""

    AUTO_FOCUS = ""
    TAKES_FOCUS = True

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("everywhere", "questions")]
    place = "questions"

    def __init__(self, entries: Sequence[Entry], placeholder: str) -> None:
        super().__init__()
        self._entries = entries
        self._line = PaletteLine(self, placeholder)
        self._listed: list[Entry] = []
        self._looked_for: str | None = None
        """What was typed when the list was made."""
        self._chosen = False

    def compose(self) -> ComposeResult:
        with Vertical(id="palette"):
            yield self._line
            yield OptionList(id="entries")
            yield Label(id="nothing")

    def on_mount(self) -> None:
        self.query_one(OptionList).can_focus = False
        self.look()
        # By way of the queues in which keys may wait that were pressed since, so that they keep their order.
        self.call_later(self.app.call_later, self._focus)

    def _focus(self) -> None:
        """Give the line the focus once every key that came to the screen is in it."""
        if not self.is_attached:
            return
        if self.message_queue_size:
            self.call_later(self.app.call_later, self._focus)
        else:
            self.set_focus(self._line)

    def on_key(self, event: events.Key) -> None:
        """Take what was pressed before the line could."""
        if self.focused is not None:
            return
        if not self.took(event):
            if event.key in EDITS:
                EDITS[event.key](self._line)
            elif event.is_printable:
                self._line.insert_text_at_cursor(event.character or "")
            else:
                return
        event.stop()
        event.prevent_default()

    def look(self) -> None:
        """List what fits what is typed now."""
        typed = self._line.value
        if typed == self._looked_for:
            return
        self._looked_for = typed
        self._listed = _found(self._entries, typed)
        entries = self.query_one("#entries", OptionList)
        entries.clear_options()
        entries.add_options(Option(_prompt(entry)) for entry in self._listed)
        entries.highlighted = 0 if self._listed else None
        entries.scroll_home(animate=False)
        nothing = "" if self._listed else "Nothing is called that. Try another word, or its first letters."
        self.query_one("#nothing", Label).update(Content(nothing))

    def took(self, event: KeyOrPaste) -> bool:
        """Take a key that chooses; once something is chosen, keep what follows for whatever comes of it."""
        if self._chosen:
            if isinstance(self.app, KeysAhead):
                self.app.keep_key(event)
            return True
        if not isinstance(event, events.Key):
            return False
        entries = self.query_one("#entries", OptionList)
        moves: Mapping[str, Callable[[], None]] = {
            "down": entries.action_cursor_down, "up": entries.action_cursor_up,
            "pagedown": entries.action_page_down, "pageup": entries.action_page_up,
        }  # fmt: skip
        if event.key not in (*moves, "enter"):
            return False
        # The message that says that something was typed may still be on its way.
        self.look()
        if event.key == "enter":
            self._choose(entries.highlighted)
        elif self._listed:
            moves[event.key]()
        return True

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self._choose(event.option_index)

    def _choose(self, place: int | None) -> None:
        if place is None or not self._listed or self._chosen:
            return
        self._chosen = True
        entry = self._listed[place]

        async def do() -> None:
            self.dismiss(None)
            done = entry.do()
            if isawaitable(done):
                await done

        if isinstance(self.app, KeysAhead):
            self.app.do_before_keys(do)
        else:
            self.app.call_later(do)

    def explanation(self) -> Explanation:
        """The palette, explained."""
        return Explanation(
            "The list of commands",
            "Type what a command is called, what it does, or its key; the arrows choose, enter does it. One that does "
            "not apply where you are says where it does, and goes there. "
            f"{keys_of(self.app).first('leave-question')} leaves.",
        )

    def action_leave(self) -> None:
        """Choose nothing."""
        self.dismiss(None)


def _prompt(entry: Entry) -> Content:
    title = f"{entry.title} — {entry.where}" if entry.where else entry.title
    below = " — ".join(part for part in (entry.keys, entry.help) if part)
    return Content.from_markup("[b]$title[/b]\n[dim]$below[/dim]", title=title, below=below)


def palette(app: App[Any], screen: Screen[Any]) -> PaletteScreen:
    """The palette over a screen: our commands, those that apply there first, and what Textual brings."""
    return PaletteScreen([*_commands(app, screen), *_of_textual(app, screen)], "What do you want to do?")


def _commands(app: App[Any], screen: Screen[Any]) -> Iterator[Entry]:
    keys = keys_of(app)
    here = applicable(screen)
    for command in COMMANDS:
        if command.name != "palette":
            there = "" if here(command) else where(app, command)
            yield Entry(
                command.title,
                partial(_perform, app, command),
                command.help,
                keys.all(command.name),
                there,
                command.other_names,
            )


def _perform(app: App[Any], command: Command) -> Awaitable[None]:
    return perform(app, command)


def _of_textual(app: App[Any], screen: Screen[Any]) -> Iterator[Entry]:
    for title, help, do, *_ in app.get_system_commands(screen):
        yield Entry(title, do, f"{help.rstrip('.')}.")


def colours(app: App[Any]) -> PaletteScreen:
    """The colours there are, to choose from."""

    def choose(name: str) -> None:
        app.theme = name

    entries = [Entry(name, partial(choose, name)) for name in sorted(app.available_themes)]
    return PaletteScreen(entries, "Which colours?")
