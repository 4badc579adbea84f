"""Help on F1, and the palette: both made from the list of commands."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any, ClassVar

from rich.table import Table
from rich.text import Text
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Label, Static

from shadowlog.domain.text.filter_fields import FIELDS
from shadowlog.domain.text.marks import FIELDS as CAPTURED
from shadowlog.tui.commands import COMMANDS, Command

_PLACES = {
    "lists": "In the lists",
    "searching": "While searching",
    "capturing": "While capturing a line",
    "live": "In a ride-along, at a booth",
    "forms": "In a form",
    "tagging": "While tagging",
    "boards": "On the boards",
    "everywhere": "Everywhere",
}
_SHOWN = {
    "question_mark": "?", "greater_than_sign": ">", "less_than_sign": "<",
    "slash": "/", "colon": ":", "pagedown": "page down", "pageup": "page up", "delete": "del",
    "escape": "esc",
}  # fmt: skip

_INTRODUCTION = {
    "lists": "A list on the left, what is selected on the right. {encounters} to {content} go to another list, "
    "{everything} to everything; {capture} takes a line of what was just said, {search} finds anything. Notes are "
    "Markdown. Everything is saved at once, and {undo} takes it back. {mark} marks several records, to be tagged "
    "({tag}) or deleted ({delete}) together; {jump} gives every place a letter.",
    "capturing": "Type what was said; what it will become stands below. !price_budget makes it an objection of "
    "that category, and so does ! at the beginning; #total-cost:rejected (or #total-cost-) says how a theme was "
    "received: "
    '+ resonated, - rejected, ? confused, = neutral. @account, ~persona, ^rep; names with blanks as @"Mercy '
    'Hospital" or @mercy-hospital. What stands in quotes is the buyer’s own. ? at the beginning makes a question, & a '
    f"content request. In words, for keyboards without these signs: {' '.join(f'{name}:' for name in CAPTURED)}. The "
    "right arrow takes what is offered in grey. Nothing in `code`, in a link or behind a backslash is a mark. A name "
    "nobody has is kept to be sorted out. After saving, 1 to 3 tag with a theme that is suggested.",
    "live": "In a ride-along everything you type is a note that keeps its minute; a line with a mark, or with "
    "+ insight, "
    '! objection, ? question, "quote" or & content request at its beginning, goes to the log at once. @account, ^rep '
    "and ~persona alone say with whom it is. {end} ends it with a debrief; {leave-line} leaves it, and {ride-along} "
    "goes on with it. At a booth every line is a talk: what was said, *a to *d how promising, ~persona, #theme+ or "
    "#theme-, ^who follows up.",
    "searching": "Every word must be there, from its beginning; “a phrase” word for word; -word must not. Fields: "
    f"{', '.join(FIELDS)}. Several values are divided by commas: stance:rejected,confused. Dates as you say them, with "
    "hyphens: since:last-month. is:insight picks a kind, no:theme what lacks one, from:dana "
    "what she gave, kept:NAME a filter that was kept. "
    "{encounters} to {content} narrow the search to a list; in the briefs ({briefs}) it counts within each.",
    "forms": "Tab and enter go to the next field, arrows or a letter choose a value, the right arrow takes a name that "
    "is offered in grey. A name nobody has yet is made when you save; in a list, one with a comma stands in quotation "
    "marks. Dates as you say them: yesterday 3pm, last tue, 21/11, in 3 days. What you type is kept as a draft until "
    "you save.",
    "boards": "How each theme was received, by all and by persona: green resonated, grey neutral, yellow confused, red "
    "rejected; the numbers are resonated of raised. A filter that is looked for in the lists counts here as well.",
    "tagging": "Go to a theme with the arrows and say how it was received; {done} saves. Themes that fit stand first, "
    "with the words because of which.",
}


def shown_keys(keys: str) -> str:
    """Keys as they are printed."""
    return " ".join(_SHOWN.get(key, key) for key in keys.split(","))


def keys_of(name: str, rebound: Mapping[str, str]) -> str:
    """The keys of a command as people see them; ``rebound`` are those that the person's settings changed."""
    command = next(held for held in COMMANDS if held.name == name)
    return shown_keys(rebound.get(name, command.keys))


def with_keys(text: str, rebound: Mapping[str, str]) -> str:
    """A text with the first key of each command that it names in braces, as this person has it."""
    return re.sub(r"\{([a-z-]+)\}", lambda found: keys_of(found[1], rebound).partition(" ")[0], text)


class HelpScreen(ModalScreen[None]):
    """What the keys do, first of all where one is."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,f1,q,question_mark", "dismiss", "Close")]

    def __init__(self, place: str, keys: dict[str, str]) -> None:
        """``keys`` are those the person's settings changed."""
        super().__init__()
        self._place = place
        self._keys = keys

    def compose(self) -> ComposeResult:
        with Vertical(id="help"):
            yield Label(Content("Help (esc closes)"), id="title")
            with VerticalScroll():
                if self._place in _INTRODUCTION:
                    yield Static(Content(with_keys(_INTRODUCTION[self._place], self._keys) + "\n"))
                for place in sorted(_PLACES, key=lambda place: place != self._place):
                    yield Static(self._table(place))

    def on_mount(self) -> None:
        self.query_one(VerticalScroll).focus()

    def _table(self, place: str) -> Table:
        table = Table(box=None, padding=(0, 1), show_header=False, title=_PLACES[place], title_justify="left")
        table.title_style = "bold"
        for command in COMMANDS:
            if command.place == place:
                keys = self._keys.get(command.name, command.keys)
                table.add_row(
                    Text(shown_keys(keys), style="bold"), Text(command.title), Text(command.help, style="dim")
                )
        return table


def rebound(app: App[Any]) -> Mapping[str, str]:
    """The keys that the person's settings changed."""
    from shadowlog.tui.app import ShadowlogApp

    return app.settings.keys if isinstance(app, ShadowlogApp) else {}


class CommandProvider(Provider):
    """The commands that can be called where one is."""

    def _available(self) -> Iterable[Command]:
        active = self.screen.active_bindings
        keys = {binding.binding.id for binding in active.values() if binding.enabled}
        return (command for command in COMMANDS if command.name in keys and command.name != "palette")

    async def discover(self) -> Hits:
        for command in self._available():
            yield DiscoveryHit(command.title, self._runner(command), help=self._help(command))

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for command in self._available():
            text = f"{command.title}: {command.help}"
            score = matcher.match(text)
            if score > 0:
                yield Hit(score, matcher.highlight(command.title), self._runner(command), help=self._help(command))

    def _help(self, command: Command) -> str:
        return f"{keys_of(command.name, rebound(self.app))} — {command.help}"

    def _runner(self, command: Command) -> Callable[[], Awaitable[None]]:
        async def run() -> None:
            await self.screen.run_action(command.action)

        return run
