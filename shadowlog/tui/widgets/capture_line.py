"""The line that things are captured in, one after the other, and what completes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Protocol

from textual import events
from textual.binding import BindingType
from textual.suggester import Suggester

from shadowlog.domain.text.marks import FIELDS as CAPTURE_FIELDS
from shadowlog.domain.text.marks import NAMES, SIGILS, VALUES
from shadowlog.domain.text.name_forms import hyphened
from shadowlog.domain.values import Stance
from shadowlog.tui.commands import bindings
from shadowlog.tui.widgets.completing import completed
from shadowlog.tui.widgets.one_line import OneLine, lines_of

_PLACEHOLDER = 'what was said   !objection  #theme:rejected  @account  ~persona  ^rep  "in their words"'


class TakesLines(Protocol):
    """What captures lines."""

    def enter(self) -> None:
        """Save what stands in the line."""

    def take_suggestion(self, place: int) -> bool:
        """Tag what was saved last with a theme that is suggested. Says whether there is such a one."""

    def submit_all(self, lines: list[str]) -> None:
        """Save all but the last of several lines, and leave that to be continued."""


class CaptureLine(OneLine):
    """The line itself."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("capturing")]

    def __init__(self, text: str, box: TakesLines, names: Callable[[str, str], list[str]]) -> None:
        """``box`` captures what is typed; ``names`` gives the names in a table that begin so."""
        super().__init__(text, placeholder=_PLACEHOLDER, suggester=Marks(names), select_on_focus=False, id="line")
        self._box = box

    async def on_key(self, event: events.Key) -> None:
        """Enter saves at once, before what is typed ahead comes in; a digit right after takes a suggested theme."""
        if not event.is_printable and self._saves(event.key):
            event.prevent_default()
            event.stop()
            self._box.enter()
            return
        digit = event.character if event.character in ("1", "2", "3") and not self.value else ""
        if digit and self._box.take_suggestion(int(digit) - 1):
            event.prevent_default()
            event.stop()

    def _saves(self, key: str) -> bool:
        """Whether a key is the one that saves, by the person's settings."""
        active = self.screen.active_bindings.get(key)
        return active is not None and active.binding.id == "keep-line"

    def take_in(self, text: str) -> None:
        """Several lines that are pasted are captured one by one, all but the last."""
        lines = [line for line in lines_of(text) if line.strip()]
        if len(lines) > 1:
            self._box.submit_all(lines)
        else:
            super().take_in(text)


class Marks(Suggester):
    """Completes what follows a mark: names of themes, accounts, personas and people, and listed values."""

    def __init__(self, names: Callable[[str, str], list[str]]) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._names = names

    async def get_suggestion(self, value: str) -> str | None:
        """The whole line with its last word completed, None where nothing comes to mind."""
        word = value[max(value.rfind(" "), value.rfind("\t")) + 1 :]
        field, typed = SIGILS.get(word[:1], ""), word[1:]
        if not field:
            field, _, typed = word.partition(":")
        if field not in CAPTURE_FIELDS or not typed:
            return None
        quoted = typed[:1] == '"'
        typed = typed.removeprefix('"')
        if field == "theme" and ":" in typed:
            typed = typed.rpartition(":")[2]
            return completed(value, typed, list(Stance))
        names = self._names(NAMES[field], typed) if field in NAMES else list(VALUES.get(field, ()))
        return completed(value, typed, names if quoted else [hyphened(name) for name in names])
