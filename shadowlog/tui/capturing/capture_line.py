"""The line that things are captured in, one after the other, and what completes it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar, Protocol

from textual import events
from textual.binding import BindingType
from textual.suggester import Suggester

from shadowlog.domain.text.marks import FIELDS as CAPTURE_FIELDS
from shadowlog.domain.text.marks import NAMES, SIGILS, VALUES
from shadowlog.domain.text.name_forms import hyphened
from shadowlog.domain.values import Stance
from shadowlog.tui.commands import bindings, keys_of
from shadowlog.tui.widgets.completing import begun_mark, completed
from shadowlog.tui.widgets.one_line import OneLine, lines_of

_PLACEHOLDER = 'what was said   !objection  #theme:rejected  @account  ~persona  ^rep  "in their words"'

_TABLES = {**NAMES, "answer": "responses"}
"""The tables whose names complete a mark, by its field."""


class TakesLines(Protocol):
    """What captures lines."""

    def enter(self) -> None:
        """Save what stands in the line."""

    def choose(self, step: int) -> None:
        """Choose the next of what is offered, or the one before."""

    def take_stance(self, key: str) -> bool:
        """Tag what was saved last with the theme that is chosen, where the key says how it was received. Returns
        whether it does.
        """

    def show_lines(self, lines: list[str]) -> None:
        """Show several lines before any is saved, all but the last, which is left to be continued."""


class CaptureLine(OneLine):
    """The line itself."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("capturing")]

    def __init__(self, text: str, box: TakesLines, names: Callable[[str, str], list[str]]) -> None:
        """``box`` captures what is typed; ``names`` gives the names in a table that begin so."""
        super().__init__(text, placeholder=_PLACEHOLDER, suggester=Marks(names), select_on_focus=False, id="line")
        self._box = box

    async def on_key(self, event: events.Key) -> None:
        """What saves and what chooses acts at once, before what is typed ahead comes in."""
        if event.is_printable:
            taken = self._box.take_stance(event.key)
        else:
            do = self._at_once(event.key)
            taken = do is not None
            if do is not None:
                do()
        if taken:
            event.prevent_default()
            event.stop()

    def _at_once(self, key: str) -> Callable[[], None] | None:
        """What a key does, by the person's settings, before any that is typed ahead; None where it does not."""
        keys = keys_of(self.app)
        if keys.has("keep-line", key):
            return self._box.enter
        if keys.has("heard-again", key):
            return partial(self._box.choose, 1)
        return partial(self._box.choose, -1) if keys.has("not-that", key) else None

    def take_in(self, text: str) -> None:
        """Several lines that are pasted are shown before any is captured; the last can be continued."""
        lines = [line for line in lines_of(text) if line.strip()]
        if len(lines) > 1:
            self._box.show_lines(lines)
        else:
            super().take_in(text)


class Marks(Suggester):
    """Completes what follows a mark: names of themes, accounts, personas and people, and listed values."""

    def __init__(self, names: Callable[[str, str], list[str]]) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._names = names

    async def get_suggestion(self, value: str) -> str | None:
        """The whole line with its last word completed, None where nothing comes to mind."""
        word = begun_mark(value) or value[max(value.rfind(" "), value.rfind("\t")) + 1 :]
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
        names = self._names(_TABLES[field], typed) if field in _TABLES else list(VALUES.get(field, ()))
        if field == "answer" and not quoted:
            return None
        return completed(value, typed, names if quoted else [hyphened(name) for name in names])
