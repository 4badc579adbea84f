"""Several lines that were pasted, shown before any of them is saved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from rich.text import Text

from shadowlog.domain.text.sanitize import shown_in_line
from shadowlog.services.capture.plan import Plan, kind_words
from shadowlog.tui.capturing.capture_words import becoming
from shadowlog.tui.commands import Keys

_MOST_SHOWN = 6
"""Lines that are shown, those first that cannot be saved."""

_NOTE = "note"


class PastedLines:
    """Lines that wait to be saved together, each with what it will become."""

    def __init__(self, plan_of: Callable[[str, str], Plan | None]) -> None:
        """``plan_of`` says what a line will become that hears an objection again (its id, or nothing); None where it is
        no more than a note.
        """
        self._plan_of = plan_of
        self._lines: list[tuple[str, Plan | None]] = []

    def __bool__(self) -> bool:
        return bool(self._lines)

    @property
    def texts(self) -> list[str]:
        """The lines as they are typed."""
        return [text for text, _ in self._lines]

    def add(self, texts: Sequence[str], objection: str) -> None:
        """Have more lines wait. The first of them hears ``objection`` again, by its id, where one was chosen."""
        for place, text in enumerate(texts):
            if text.strip():
                self._lines.append((text, self._plan_of(text, "" if place else objection)))

    def take_last(self) -> str:
        """The last line, which waits no more."""
        return self._lines.pop()[0]

    def take_all(self) -> list[tuple[str, str]]:
        """All of them, which wait no more: each line, and the id of the objection that it hears again."""
        lines, self._lines = self._lines, []
        return [(text, plan.objection if plan is not None else "") for text, plan in lines]

    def shown(self, keys: Keys) -> Text:
        """What they will become, what is wrong with some, and which keys decide."""
        counts = Counter(_NOTE if plan is None else kind_words(plan.line) for _, plan in self._lines)
        wrong = [each for each in self._lines if each[1] is not None and each[1].problems]
        lines = Text(no_wrap=True, overflow="ellipsis")
        kinds = ", ".join(f"{number} {kind}{'' if number == 1 else 's'}" for kind, number in counts.items())
        lines.append(f"Not saved yet: {kinds}", style="bold")
        lines.append(f", {len(wrong)} of them cannot be saved as typed" if wrong else "", style="bold")
        lines.append(
            f"\n{keys.first('keep-line')} saves them with the line above, {keys.first('not-that')} brings the last "
        )
        lines.append(f"back to be changed, {keys.first('leave-line')} keeps them as a draft\n")
        first = [*wrong, *(each for each in self._lines if each not in wrong)][:_MOST_SHOWN]
        for text, plan in first:
            lines.append("! " if (text, plan) in wrong else "· ", style="bold")
            lines.append_text(Text(f"{_NOTE} {shown_in_line(text)}") if plan is None else becoming(plan, "", text))
            lines.append("\n")
        if len(self._lines) > len(first):
            lines.append(f"… and {len(self._lines) - len(first):,} more", style="dim")
        return lines
